import type { SqlStatement } from '../../contracts/sql-script.ts'
import type { AlterForm } from '../../database/alter-form.ts'
import { statement } from '../../database/statement.ts'
import type { GuardedText } from '../guards/guard.ts'
import type { Unit } from './unit.ts'

export interface SqlForm {
  readonly isOneTransaction: boolean
  /** It makes a table anew, which no reference may act on. */
  readonly rebuilds?: boolean
  /** What is to be judged before the first statement of those that stand alone. */
  readonly guard?: GuardedText
}

type Alone = Pick<AlterForm, 'session' | 'probe'>

/** One unit for each statement of a text. */
export const sqlUnits = (
  statements: readonly SqlStatement[],
  { isOneTransaction, rebuilds = false, guard }: SqlForm,
  alter: Alone | undefined,
): readonly Unit[] =>
  statements.map(({ text, line, words }, index): Unit => {
    const titled = { title: titleOf(text, words), line, statements: [text] }
    if (!isOneTransaction) {
      const facts = guard?.facts[index]
      const probe = facts && alter?.probe?.(facts)
      return {
        form: 'alone',
        ...titled,
        statement: text,
        isSetting: alter?.session?.isSetting(text) === true,
        maySet: true,
        ...(probe && { probe }),
        ...(guard === undefined || index > 0 ? {} : { guard }),
      }
    }
    const maySet = !plain.test(words)
    return {
      form: 'together',
      ...titled,
      rebuilds,
      maySet,
      ...(maySet || rebuilds ? {} : { texts: [text] }),
      run: async ({ execute }) => {
        await execute(statement(text))
      },
    }
  })

/** Statements that leave no setting of the session behind. */
const plain = /^(?:create|alter|drop|insert|update|delete|comment)\b/

/** How much of a statement names it. */
const titleLength = 60

/** A statement that holds data is named by its first words only, because names are printed and logged. */
const titleOf = (sql: string, words: string): string => {
  if (/^(?:insert|update|delete|merge|replace|with|copy)\b/.test(words)) return words
  const line = sql.replaceAll(/\s+/g, ' ')
  return line.length > titleLength ? `${line.slice(0, titleLength - 1)}…` : line
}
