import type { Page } from '../../contracts/page.ts'
import type { PageCall } from '../../door/page-calls.ts'
import { pageCursors } from '../../door/page-calls.ts'
import type { State } from '../state.ts'
import { readRows } from './read-rows.ts'
import { comparePlaces, placeOf, sortRows } from './order.ts'
import type { RecordStore } from './record-store.ts'
import type { RecordTable } from './record-table.ts'

/** One page: the rows next to the position, in the order of the query in either direction. */
export function readPage(
  store: RecordStore,
  table: RecordTable,
  state: State,
  call: PageCall,
): Page<Record<string, unknown>> {
  const { order, limit, position, direction, reading, action } = call
  const all = sortRows(store.rows(table, reading.visibility, call.where), order)
  const isForward = direction === 'forward'
  const beyond = all.filter((row) => {
    if (position === undefined) return true
    const compared = comparePlaces(order, placeOf(row, order), position)
    return isForward ? compared > 0 : compared < 0
  })
  const rows = isForward ? beyond.slice(0, limit) : beyond.slice(-limit)
  const [first, last] = [rows[0], rows.at(-1)]
  const ends =
    first === undefined || last === undefined
      ? undefined
      : { first: placeOf(first, order), last: placeOf(last, order) }
  return {
    items: readRows(state, store.use, reading, rows, action),
    ...pageCursors(call, ends, beyond.length > rows.length),
  }
}
