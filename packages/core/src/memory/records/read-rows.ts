import type { Include } from '../../door/includes.ts'
import { checkOrder, type OrderItem } from '../../door/order.ts'
import type { Reading } from '../../door/read-options.ts'
import type { State } from '../state.ts'
import { openTable } from './open-table.ts'
import { sortRows } from './order.ts'
import { columnsOf } from './record-table.ts'
import { readRow, type RowValues, textUnlessNull } from './row-values.ts'
import type { TableUse } from '../../door/table-use.ts'
import { rowsBy } from './rows-by.ts'
import { visible } from './visible.ts'

/** Rows as users get them: the selected columns, and the joined rows. */
export function readRows(
  state: State,
  { schema }: TableUse,
  { columns, includes }: Reading,
  rows: readonly RowValues[],
  action: string,
): readonly Record<string, unknown>[] {
  const read = rows.map((row) => readRow(row, columns))
  for (const include of includes) {
    const joined = joinedRows(state, include, action)
    const own = columnsOf(schema, include.own)
    for (const [index, row] of rows.entries()) {
      const text = textUnlessNull(row, own)
      const found = (text === undefined ? undefined : joined.get(text)) ?? []
      const values = found.map((other) => readRow(other, include.schema.columns))
      read[index]![include.name] = include.isMany ? values : (values[0] ?? null)
    }
  }
  return read
}

/** The active rows of the other table by the values of its columns, each list in the order of the primary key. */
const joinedRows = (
  state: State,
  { schema, tenant, other }: Include,
  action: string,
): ReadonlyMap<string, readonly RowValues[]> => {
  const columns = columnsOf(schema, other)
  const sees = visible(schema, tenant, 'active')
  const rows = [...openTable(state, schema, action).rows()].filter(sees)
  const byKey: readonly OrderItem[] = checkOrder(schema, undefined, action)
  return rowsBy(sortRows(rows, byKey), (row) => textUnlessNull(row, columns))
}
