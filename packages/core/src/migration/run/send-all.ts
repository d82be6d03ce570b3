import type { Statement } from '../../database/statement.ts'
import type { Work } from '../workshop.ts'

/** Sends statements without waiting for each answer. Throws what the first that fails answers. */
export const sendAll = async (
  { pipeline }: Pick<Work, 'pipeline'>,
  statements: readonly Statement[],
): Promise<void> => {
  if (statements.length === 0) return
  for (const answer of await pipeline(statements)) if (!answer.ok) throw answer.error
}
