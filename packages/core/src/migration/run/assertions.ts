import type { Assertion } from '../../contracts/sql-script.ts'
import { statement } from '../../database/statement.ts'
import { refuse } from '../source/refuse.ts'
import type { Work } from '../workshop.ts'
import { noting } from './failed-step.ts'

/** Asks what a migration's text wants to hold: a query of no rows, or of one whose only value is true (1 where the engine has no booleans). */
export const requireTrue = async (work: Work, assertions: readonly Assertion[]): Promise<void> => {
  for (const { query, line } of assertions) {
    await noting({ title: `assert ${query}`, line }, async () => {
      const { rows } = await work.execute(statement(query))
      const isTrue = rows.length === 0 || (rows.length === 1 && rows[0]!.length === 1 && isTruth(rows[0]![0]))
      if (!isTrue) throw refuse('go on', 'what the file asserts does not hold')
    })
  }
}

const isTruth = (cell: unknown): boolean => cell === true || cell === 1
