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
  const stopper = new Stopper()
  const running = load(untilStopped(source, stopper))
  const close = async (): Promise<void> => {
    stopper.stop(new HoldfastError('closed', `Cannot ${action}: the transaction has ended`))
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

/** Ends whatever waits now. A race against one promise for all would keep every chunk that won it, until the load is over. */
class Stopper {
  #stopped: HoldfastError | undefined
  #endWait: ((error: HoldfastError) => void) | undefined

  stop(error: HoldfastError): void {
    this.#stopped ??= error
    this.#endWait?.(error)
  }

  orStopped<T>(waiting: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#stopped !== undefined) reject(this.#stopped)
      this.#endWait = reject
      waiting.then(resolve, reject)
    })
  }
}

/** Does not wait for a source that is slow to give its next rows, nor for one that is slow to end. */
async function* untilStopped(source: Chunks, stopper: Stopper): Chunks {
  const iterator = source[Symbol.asyncIterator]()
  let isDone = false
  try {
    for (;;) {
      const next = await stopper.orStopped(iterator.next())
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
