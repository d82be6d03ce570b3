/** The rows of a call that takes many. Throws `TypeError` for what cannot be iterated. */
export function checkRows<R>(
  rows: Iterable<R> | AsyncIterable<R>,
  action: string,
): Iterable<R> | AsyncIterable<R> {
  if (typeof rows === 'object' && rows !== null && (Symbol.iterator in rows || Symbol.asyncIterator in rows))
    return rows
  throw new TypeError(`Cannot ${action}: rows must be an iterable of objects`)
}
