import type { SqlStatement } from '../../contracts/sql-script.ts'
import { statement } from '../../database/statement.ts'
import type { Unit } from './unit.ts'

/** One unit for each statement of a text. `rebuilds`: it makes a table anew, which no reference may act on. */
export const sqlUnits = (
  statements: readonly SqlStatement[],
  isOneTransaction: boolean,
  rebuilds = false,
): readonly Unit[] =>
  statements.map(({ text, line, words }): Unit => {
    const titled = { title: titleOf(text, words), line, statements: [text] }
    if (!isOneTransaction) return { form: 'alone', ...titled, statement: text }
    return {
      form: 'together',
      ...titled,
      rebuilds,
      run: async ({ execute }) => {
        await execute(statement(text))
      },
    }
  })

/** How much of a statement names it. */
const titleLength = 60

/** A statement that holds data is named by its first words only, because names are printed and logged. */
const titleOf = (sql: string, words: string): string => {
  if (/^(?:insert|update|delete|merge|replace|with|copy)\b/.test(words)) return words
  const line = sql.replaceAll(/\s+/g, ' ')
  return line.length > titleLength ? `${line.slice(0, titleLength - 1)}…` : line
}
