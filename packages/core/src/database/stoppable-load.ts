import { HoldfastError } from '../errors.ts'
import type { Bound } from './statement.ts'
import type { TransactionScope } from './transaction-scope.ts'

type Chunks = AsyncIterable<readonly (readonly Bound[])[]>

/**
 * Runs a load that ends before its transaction, or one around it, rolls back: an engine that cannot be interrupted would go on inserting after the
 * ROLLBACK, outside of any transaction. Rows that have been taken from the source may still be sent; no more are asked for.
 */
export const stoppableLoad = async (
  scope: TransactionScope,
  action: string,
  source: Chunks,
  load: (chunks: Chunks) => Promise<number>,
): Promise<number> => {
  let stop!: (error: HoldfastError) => void
  const stopped = new Promise<never>((_, reject) => (stop = reject))
  stopped.catch(() => undefined)
  const running = load(untilStopped(source, stopped))
  const close = async (): Promise<void> => {
    stop(new HoldfastError('closed', `Cannot ${action}: the transaction has ended`))
    await running.catch(() => undefined)
  }
  const scopes = withThoseAround(scope)
  for (const each of scopes) each.streams.add(close)
  try {
    return await running
  } finally {
    for (const each of scopes) each.streams.delete(close)
  }
}

/** Does not wait for a source that is slow to give its next rows, nor for one that is slow to end. */
async function* untilStopped(source: Chunks, stopped: Promise<never>): Chunks {
  const iterator = source[Symbol.asyncIterator]()
  let isDone = false
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), stopped])
      if (next.done === true) {
        isDone = true
        return
      }
      yield next.value
    }
  } finally {
    if (!isDone) void Promise.resolve(iterator.return?.()).catch(() => undefined)
  }
}

const withThoseAround = (scope: TransactionScope): readonly TransactionScope[] =>
  scope.parent === undefined ? [scope] : [scope, ...withThoseAround(scope.parent)]
