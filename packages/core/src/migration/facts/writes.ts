import type { ObjectName, StatementFacts } from '../../contracts/statement-facts.ts'

/** Whether two names can mean the same table: where one has no schema, the engine may find it in that of the other. */
export const sameTable = (one: ObjectName, other: ObjectName): boolean =>
  one.key === other.key &&
  (one.schema === undefined ||
    other.schema === undefined ||
    one.schema.toLowerCase() === other.schema.toLowerCase())

/**
 * The tables that a statement names as what it changes, makes or drops. What it changes by other ways, by a function, a trigger or a reference, is
 * not among them, and of an `unknown` statement nothing is.
 */
export const writes = (facts: StatementFacts): readonly ObjectName[] => [
  ...targets(facts),
  ...facts.inside.map(({ table }) => table),
]

const targets = (facts: StatementFacts): readonly ObjectName[] => {
  switch (facts.kind) {
    case 'create-table':
    case 'create-index':
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
    case 'replace':
      return [facts.table]
    case 'alter-table':
      return [
        facts.table,
        ...facts.actions.flatMap((action) => (action.kind === 'rename-table' ? [action.to] : [])),
      ]
    case 'drop':
      return facts.object === 'table' || facts.object === 'foreign table' ? facts.names : []
    case 'truncate':
      return facts.tables
    case 'copy':
      return facts.direction === 'in' && facts.table !== undefined ? [facts.table] : []
    default:
      return []
  }
}
