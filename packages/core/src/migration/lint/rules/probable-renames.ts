import type { Hazard, HazardRule, LintContext, PlacedAction } from '../../../contracts/hazard.ts'
import { inEnglish } from '../in-english.ts'
import { mentions } from '../mentions.ts'

/** Columns that are dropped where others are added, and whose values go nowhere. */
function* columns({ actions, statements, same }: LintContext): Iterable<Hazard> {
  for (const { at, table, action, existed } of actions) {
    if (action.kind !== 'drop-column' || !existed) continue
    const added = actions.flatMap((other) => addedBy(other, same(other.table, table)))
    const isCopied = statements
      .slice(0, at)
      .some(
        (facts) =>
          (facts.kind === 'update' || facts.kind === 'merge') &&
          same(facts.table, table) &&
          facts.columns.some(({ key }) => added.some((column) => column.key === key)) &&
          mentions(facts.statement.text, action.column.name),
      )
    const names = added.map(({ written }) => written)
    if (added.length > 0 && !isCopied)
      yield {
        at,
        message: `drops ${action.column.written} of ${table.written} and adds ${inEnglish(names)}, without its values`,
      }
  }
}

const addedBy = (
  { action }: PlacedAction,
  isHere: boolean,
): readonly { readonly key: string; readonly written: string }[] =>
  action.kind === 'add-column' && isHere ? [action.column.column] : []

/** Tables that are made where others are dropped, with most of their columns and without their rows. */
function* tables({ statements, existed }: LintContext): Iterable<Hazard> {
  const dropped = statements.flatMap((facts, at) =>
    facts.kind === 'drop' && facts.object === 'table' ? facts.names.filter((name) => existed(name, at)) : [],
  )
  for (const [at, facts] of statements.entries()) {
    if (facts.kind !== 'create-table' || facts.as || dropped.some(({ key }) => key === facts.table.key))
      continue
    const { table, columns: made } = facts
    for (const gone of dropped) {
      const isCopied = statements.some(
        (other) => other.kind === 'insert' && other.query && mentions(other.statement.text, gone.name),
      )
      if (isCopied) continue
      const message = `makes ${table.written} where it drops ${gone.written}, without the rows`
      yield {
        at,
        message,
        confirm: async (data) => {
          const before = data.table(gone)?.columns.map(({ name }) => name.toLowerCase()) ?? []
          const kept = made.filter(({ column }) => before.includes(column.name.toLowerCase())).length
          return kept > 1 && kept * 2 >= before.length && (await data.rows(gone)) > 0 ? message : undefined
        },
      }
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
    remedy: 'Rename it, or copy the values before the old one is dropped.',
    check: renames,
  },
]
