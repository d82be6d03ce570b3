import type { SchemaChange } from '../contracts/schema-change.ts'

/** What stands in the way goes first, what others need comes before them, and data is dropped last. */
const ranks: readonly ((change: SchemaChange) => boolean)[] = [
  (change) => change.kind === 'drop-object' && change.of === 'trigger',
  (change) => change.kind === 'drop-object' && change.of === 'view',
  (change) => change.kind === 'drop-part' && change.of === 'foreign-key',
  (change) => change.kind === 'drop-part',
  (change) => change.kind === 'create-object' && (change.of === 'type' || change.of === 'sequence'),
  (change) => change.kind === 'create-object' && change.of === 'function',
  (change) => change.kind === 'create-table',
  (change) => change.kind === 'change-option',
  (change) => change.kind === 'add-column',
  (change) => change.kind === 'change-column',
  (change) => change.kind === 'change-primary-key',
  (change) => change.kind === 'add-part' && change.of !== 'foreign-key',
  (change) => change.kind === 'add-part',
  (change) => change.kind === 'drop-column',
  (change) => change.kind === 'drop-table',
  (change) => change.kind === 'drop-object',
  (change) => change.kind === 'create-object' && change.of === 'view',
  (change) => change.kind === 'create-object',
]

const rankOf = (change: SchemaChange): number => ranks.findIndex((isIt) => isIt(change))

/** The changes in an order in which they can be made: parents before children when they are created, after them when dropped. */
export const inOrder = (changes: readonly SchemaChange[]): readonly SchemaChange[] => {
  const groups = ranks.map((_, rank) => changes.filter((change) => rankOf(change) === rank))
  return groups.flatMap((group) => {
    const [first] = group
    if (first?.kind === 'create-table') return byReference(group)
    return first?.kind === 'drop-table' ? byReference(group).toReversed() : group
  })
}

/** What is referred to first; among tables that refer to each other, in the order given. */
const byReference = (group: readonly SchemaChange[]): readonly SchemaChange[] => {
  const waiting = new Map(
    group.flatMap((change) =>
      change.kind === 'create-table' || change.kind === 'drop-table' ? [[change.table, change]] : [],
    ),
  )
  const done: SchemaChange[] = []
  const visit = (name: string): void => {
    const change = waiting.get(name)
    if (change === undefined) return
    waiting.delete(name)
    for (const { table } of change.model.foreignKeys) visit(table)
    done.push(change)
  }
  for (const name of waiting.keys()) visit(name)
  return done
}
