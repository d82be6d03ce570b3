import type { Executor } from '../../database/executor.ts'
import { versionStamp } from '../keyed/version-stamp.ts'

const writers = new WeakMap<object, string>()

/** A name for a transaction beside which others write; null elsewhere. */
export const writerOf = (executor: Executor): string | null => {
  if (!executor.isTransaction || executor.dialect.locks === 'none') return null
  let writer = writers.get(executor.whole)
  if (writer === undefined) writers.set(executor.whole, (writer = versionStamp(executor)))
  return writer
}
