import type { Hazard, HazardRule, LintContext } from '../../../contracts/hazard.ts'
import type { ColumnFacts, ObjectName, TableAction } from '../../../contracts/statement-facts.ts'
import { inEnglish } from '../in-english.ts'
import { mentions } from '../mentions.ts'
import { typeShape } from '../type-shape.ts'

/** Columns that are dropped where others of their type are added, and whose values go nowhere. */
function* columns({ actions, about }: LintContext): Iterable<Hazard> {
  for (const { at: end, table, action, existed } of actions) {
    if (action.kind !== 'drop-column' || !existed) continue
    const here = about(table)
    const added = here.flatMap(({ facts }) =>
      facts.kind === 'alter-table' ? facts.actions.flatMap(addedBy) : [],
    )
    if (added.length === 0) continue
    const isCopied = here.some(
      ({ at, facts }) =>
        at < end &&
        (facts.kind === 'update' || facts.kind === 'merge') &&
        facts.columns.some(({ key }) => added.some(({ column }) => column.key === key)) &&
        mentions(facts.statement.text, action.column.name),
    )
    const told = (columns: readonly ColumnFacts[]): string =>
      `drops ${action.column.written} of ${table.written} and adds ${inEnglish(columns.map(({ column }) => column.written))}, without its values`
    if (isCopied) continue
    yield {
      at: end,
      message: told(added),
      confirm: async (data) => {
        const name = action.column.name.toLowerCase()
        const before = data.table(table)?.columns.find((column) => column.name.toLowerCase() === name)
        if (before === undefined) return undefined
        const alike = added.filter(({ type }) => isAlike(before.type, type))
        if (alike.length === 0 || (await data.filled(table, action.column)) === 0) return undefined
        return told(alike)
      },
    }
  }
}

/** A column that is computed holds the values of no other. */
const addedBy = (action: TableAction): readonly ColumnFacts[] =>
  action.kind === 'add-column' && action.column.generated === undefined ? [action.column] : []

/** Whether a rename may have given the one its values from the other: it can hold them as they are, or its type is not said. */
const isAlike = (before: string, after: string): boolean => {
  const [from, to] = [typeShape(before), typeShape(after)]
  if (after === '' || from.family !== to.family) return after === ''
  return from.family !== 'other' || plain(before) === plain(after)
}

const plain = (type: string): string => type.toLowerCase().replaceAll(/\s/g, '')

/** Tables that are made where others are dropped, with most of their columns and without their rows. */
function* tables({ statements, existed }: LintContext): Iterable<Hazard> {
  const dropped = new Map<string, ObjectName>()
  const copied = new Set<string>()
  for (const [at, facts] of statements.entries()) {
    if (facts.kind === 'drop' && facts.object === 'table')
      for (const name of facts.names) if (existed(name, at)) dropped.set(name.key, name)
    if (facts.kind === 'insert') for (const { key } of facts.from) copied.add(key)
  }
  const gone = [...dropped.values()].filter(({ key }) => !copied.has(key))
  if (gone.length === 0) return
  for (const [at, facts] of statements.entries()) {
    if (facts.kind !== 'create-table' || facts.as || dropped.has(facts.table.key)) continue
    const { table, columns: made } = facts
    const names = inEnglish(gone.map(({ written }) => written))
    yield {
      at,
      message: `makes ${table.written} where it drops ${names}, without the rows`,
      confirm: async (data) => {
        for (const name of gone) {
          const before = data.table(name)?.columns.map((column) => column.name.toLowerCase()) ?? []
          const kept = made.filter(({ column }) => before.includes(column.name.toLowerCase())).length
          if (kept > 1 && kept * 2 >= before.length && (await data.rows(name)) > 0)
            return `makes ${table.written} where it drops ${name.written}, without the rows`
        }
      },
    }
  }
}

function* renames(context: LintContext): Iterable<Hazard> {
  yield* columns(context)
  yield* tables(context)
}

export const probableRenames: readonly HazardRule[] = [
  {
    id: 'DL07',
    title: 'drops one and adds another where a rename was probably meant',
    level: 'refuse',
    asks: 'rows',
    remedy: 'Rename it, or copy the values before the old one is dropped.',
    check: renames,
  },
]
