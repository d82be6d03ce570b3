import type { LintContext, LintHistory } from '../../contracts/hazard.ts'
import type { Directives } from '../../contracts/sql-script.ts'
import type { ColumnName, ObjectName, StatementFacts } from '../../contracts/statement-facts.ts'
import type { Lexicon } from '../../database/lexicon.ts'
import { madeBefore, rebuildsIn } from '../facts/rebuilds.ts'
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
}: LintText): LintContext => {
  const existed = (table: ObjectName, at: number): boolean => !madeBefore(statements, at, table)
  const actions = statements.flatMap((statement, at) =>
    statement.kind === 'alter-table'
      ? statement.actions.map((action) => ({
          at,
          table: statement.table,
          action,
          statement,
          existed: existed(statement.table, at),
        }))
      : [],
  )
  const fills = (table: ObjectName, column: ColumnName, from: number, to: number): boolean =>
    statements
      .slice(Math.max(from, 0), to)
      .some(
        (facts) =>
          (facts.kind === 'update' || facts.kind === 'merge') &&
          sameTable(facts.table, table) &&
          facts.columns.some(({ key }) => key === column.key),
      )
  const changesRows = (table: ObjectName, at: number): boolean =>
    statements
      .slice(0, at)
      .some((facts) =>
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
    actions,
    rebuilds: rebuildsIn(statements),
    existed,
    fills,
    changesRows,
    forbidden,
    same: sameTable,
    portable,
    ...(history === undefined ? {} : { history }),
  }
}
