import type { SqlStatement } from '../../contracts/sql-script.ts'
import type { ForbiddenStatement, Lexicon } from '../../database/lexicon.ts'
import { problem } from './problem.ts'

/** What makes a statement one that no migration may hold, if anything. What stands in the body of a trigger or function is none. */
export const forbiddenAs = ({ words }: SqlStatement, lexicon: Lexicon): ForbiddenStatement | undefined =>
  lexicon.forbidden.find((forbidden) => words === forbidden.words || words.startsWith(`${forbidden.words} `))

export const remedies = {
  transaction:
    'remove it: a migration is one transaction together with its entry in the history; with “-- holdfast: no-transaction” each statement is its own',
  session: 'remove it: the connection belongs to the application, which goes on to use it',
} as const

/** Throws `migration` for the first statement that begins or ends a transaction, or changes what the connection is connected to. */
export const requireAllowed = (
  statements: readonly SqlStatement[],
  lexicon: Lexicon,
  file = 'the text',
): void => {
  for (const statement of statements) {
    const forbidden = forbiddenAs(statement, lexicon)
    if (forbidden === undefined) continue
    const what = forbidden.words.toUpperCase()
    throw problem(file, statement.line, `${what} cannot stand in a migration; ${remedies[forbidden.of]}`)
  }
}
