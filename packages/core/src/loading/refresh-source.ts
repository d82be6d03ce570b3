import type { ReferenceOptions } from '../contracts/reference-cache.ts'

type Source = NonNullable<ReferenceOptions<unknown, unknown, unknown>['refreshOn']>

/** Calls `changed` at every change until the function that is returned is called; `failed` when nothing can be heard any more. */
export const listenTo = (
  source: Source,
  changed: () => void,
  failed: (error: unknown) => void,
): (() => Promise<void>) => {
  if (typeof source === 'function') {
    const stop = source(changed)
    return async () => stop()
  }
  const iterator = source[Symbol.asyncIterator]()
  let isOver = false
  const listen = async (): Promise<void> => {
    try {
      while ((await iterator.next()).done !== true && !isOver) changed()
    } catch (error) {
      if (!isOver) failed(error)
    }
  }
  const listening = listen()
  return async () => {
    isOver = true
    const ended = Promise.resolve(iterator.return?.()).catch(() => undefined)
    // A generator that is asked while it waits answers only at its next value, if one ever comes.
    await Promise.race([ended, listening, new Promise((resolve) => setImmediate(resolve))])
  }
}
