/**
 * An iterable whose `return()` also ends a `next()` that waits, so that whoever iterates by hand can stop at any time: a generator by itself would first
 * wait for what is asked of it, perhaps for ever. `begin` is given a signal that aborts then, and with `signal`.
 */
export const endable = <T>(
  signal: AbortSignal | undefined,
  begin: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
): AsyncIterable<T> => ({
  [Symbol.asyncIterator]: () => {
    const end = new AbortController()
    const values = begin(signal === undefined ? end.signal : AbortSignal.any([signal, end.signal]))
    return {
      next: () => values.next(),
      return: () => {
        end.abort()
        return values.return()
      },
    }
  },
})
