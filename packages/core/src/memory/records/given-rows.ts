import { checkRows } from '../../door/rows.ts'
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
  const given = checkRows(source, action)
  const rows: R[] = []
  if (Symbol.asyncIterator in given) {
    for await (const row of given) {
      rows.push(check(row))
      refuseIfGivenUp(signal, action)
    }
  } else {
    // Not awaited: a promise is no row.
    for (const row of given) rows.push(check(row))
  }
  refuseIfGivenUp(signal, action)
  return rows
}
