import type { RecordCall } from '../../door/record-call.ts'
import { refuseIfGivenUp } from '../given-up.ts'

/**
 * All rows of the source, each checked when it comes. It is read to its end before the writer is asked for, so that a slow source keeps nobody waiting and
 * may use the table itself.
 */
export async function givenRows<R>(
  source: Iterable<unknown> | AsyncIterable<unknown>,
  { action, signal }: RecordCall,
  check: (row: unknown) => R,
): Promise<readonly R[]> {
  const rows: R[] = []
  if (isIterable(source)) {
    for (const row of source) rows.push(check(row))
  } else if (isAsyncIterable(source)) {
    for await (const row of source) {
      rows.push(check(row))
      refuseIfGivenUp(signal, action)
    }
  } else {
    throw new TypeError(`Cannot ${action}: the rows must be an iterable or an async iterable`)
  }
  refuseIfGivenUp(signal, action)
  return rows
}

const isIterable = (source: unknown): source is Iterable<unknown> =>
  typeof source === 'object' && source !== null && Symbol.iterator in source

const isAsyncIterable = (source: unknown): source is AsyncIterable<unknown> =>
  typeof source === 'object' && source !== null && Symbol.asyncIterator in source
