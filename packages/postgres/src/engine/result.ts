import { HoldfastError, type Result, type Settled } from '@holdfast/core'
import { remember } from './error-context.ts'
import type { Answer, Task } from './task.ts'
import { isCommit } from './transaction-words.ts'

const counted = /^(?:INSERT \d+|UPDATE|DELETE|MERGE|COPY) (\d+)$/

const affectedBy = (tag: string): number => {
  const match = counted.exec(tag)
  return match === null ? 0 : Number(match[1])
}

/** The server answers COMMIT of a failed transaction without an error, by rolling back. That is no success. */
const liesAboutCommit = (text: string, { tag }: Answer): boolean => tag === 'ROLLBACK' && isCommit(text)

export const toResult = ({ columns, json, rows, tag }: Answer): Result => ({
  columns,
  rows,
  affected: affectedBy(tag),
  json,
})

/** What a task brought, with what the connection knows about its failure noted beside the error. */
export const resultOf = (task: Task, text: string): Settled<Result> => {
  const outcome = task.outcome()
  if (!outcome.ok) {
    const { inTransaction, interrupted } = task
    remember(outcome.error as Error, { inTransaction, interrupted, unsent: false })
    return outcome
  }
  if (liesAboutCommit(text, outcome.value)) {
    return {
      ok: false,
      error: new HoldfastError('aborted', 'The transaction had failed, so it was rolled back'),
    }
  }
  return { ok: true, value: toResult(outcome.value) }
}
