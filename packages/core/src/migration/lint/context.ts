import type { LintContext, LintHistory, PlacedAction } from '../../contracts/hazard.ts'
import type { Directives } from '../../contracts/sql-script.ts'
import type { ColumnName, ObjectName, StatementFacts, TableAction } from '../../contracts/statement-facts.ts'
import type { Lexicon } from '../../database/lexicon.ts'
import { Places } from '../facts/places.ts'
import { rebuildsIn } from '../facts/rebuilds.ts'
import { sameTable } from '../facts/writes.ts'
import { forbiddenAs } from '../text/forbidden.ts'

export interface LintText {
  readonly file: string
  readonly text: string
  readonly statements: readonly StatementFacts[]
  readonly directives: Directives
  readonly lexicon: Lexicon
  readonly history?: LintHistory
  readonly portable?: boolean
  readonly isRepeatable?: boolean
}

/** What the rules are given about one text. */
export const lintContext = ({
  file,
  text,
  statements,
  directives,
  lexicon,
  history,
  portable = false,
  isRepeatable = false,
}: LintText): LintContext => {
  const places = new Places(statements)
  const existed = (table: ObjectName, at: number): boolean => places.made(table, at) === undefined
  const fills = (table: ObjectName, column: ColumnName, from: number, to: number): boolean =>
    places
      .about(table)
      .some(
        ({ at, facts }) =>
          at >= from &&
          at < to &&
          (facts.kind === 'update' || facts.kind === 'merge') &&
          facts.columns.some(({ key }) => key === column.key),
      )
  const changesRows = (table: ObjectName, end: number): boolean =>
    places
      .about(table)
      .some(
        ({ at, facts }) =>
          at < end &&
          [facts, ...facts.inside].some((each) => 'onConflict' in each && sameTable(each.table, table)),
      )
  const forbidden = statements.flatMap(({ statement }, at) => {
    const found = forbiddenAs(statement, lexicon)
    return found === undefined ? [] : [{ at, ...found }]
  })
  return {
    file,
    text,
    statements,
    directives,
    transaction: directives.transaction,
    isRepeatable,
    actions: placedActions(statements, existed),
    rebuilds: rebuildsIn(statements, places),
    about: (table) => places.about(table),
    made: (table, end) => places.made(table, end),
    dropped: (key, end) => places.dropped(key, end),
    existed,
    fills,
    changesRows,
    forbidden,
    same: sameTable,
    portable,
    ...(history === undefined ? {} : { history }),
  }
}

/** What takes away or changes a column, and does not matter to one that the same text has added. */
const ofColumns = new Set<TableAction['kind']>(['drop-column', 'rename-column', 'set-type'])

const placedActions = (
  statements: readonly StatementFacts[],
  existed: LintContext['existed'],
): readonly PlacedAction[] => {
  const placed: PlacedAction[] = []
  const added = new Set<string>()
  for (const [at, statement] of statements.entries()) {
    if (statement.kind !== 'alter-table') continue
    const { table } = statement
    for (const action of statement.actions) {
      if (action.kind === 'add-column') added.add(JSON.stringify([table.key, action.column.column.key]))
      const isOfNewColumn =
        ofColumns.has(action.kind) &&
        'column' in action &&
        action.kind !== 'add-column' &&
        added.has(JSON.stringify([table.key, action.column.key]))
      placed.push({ at, table, action, statement, existed: !isOfNewColumn && existed(table, at) })
    }
  }
  return placed
}
