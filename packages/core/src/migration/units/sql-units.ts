import type { SqlStatement } from '../../contracts/sql-script.ts'
import { statement } from '../../database/statement.ts'
import type { Unit } from './unit.ts'

/** One unit for each statement of a text. */
export const sqlUnits = (statements: readonly SqlStatement[], isOneTransaction: boolean): readonly Unit[] =>
  statements.map(({ text, line }): Unit => {
    const titled = { title: titleOf(text), line, statements: [text] }
    if (!isOneTransaction) return { form: 'alone', ...titled, statement: text }
    return {
      form: 'together',
      ...titled,
      run: async ({ execute }) => {
        await execute(statement(text))
      },
    }
  })

/** How much of a statement names it. */
const titleLength = 60

const titleOf = (sql: string): string => {
  const words = sql.replaceAll(/\s+/g, ' ')
  return words.length > titleLength ? `${words.slice(0, titleLength - 1)}…` : words
}
