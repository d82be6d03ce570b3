import type { ListCall } from '../../door/read-calls.ts'
import { readRows } from './read-rows.ts'
import { matches } from './predicate.ts'
import { sortRows } from './order.ts'
import type { RecordStore } from './record-store.ts'
import { textOf } from './row-values.ts'

/** Rows that are read in one step. */
const pageRows = 1_000

/**
 * Notes which rows there are at first, then reads them as they are when their turn comes: what exists throughout comes once, and what was deleted
 * meanwhile, or does not match any more, does not come.
 */
export async function* walkRows(
  store: RecordStore,
  call: ListCall,
): AsyncGenerator<Record<string, unknown>, void, undefined> {
  const { reading, where, order, action } = call
  const keys = await store.read(call, (table) =>
    sortRows(store.rows(table, reading.visibility, where), order).map((row) => textOf(row, table.key)),
  )
  for (let from = 0; from < keys.length; from += pageRows) {
    yield* await store.read(call, (table, state) => {
      const rows = keys.slice(from, from + pageRows).map((key) => table.get(key))
      const seen = rows
        .filter((row) => row !== undefined)
        .filter((row) => store.sees(row, reading.visibility) && matches(where, row))
      return readRows(state, store.use, reading, seen, action)
    })
  }
}
