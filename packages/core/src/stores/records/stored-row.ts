import type { TableSchema } from '../../contracts/table.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import { decodeJson } from '../../door/json.ts'
import type { RecordRow } from './read-rows.ts'

/** The row that users see, from the checked values that were stored: a copy, as if it had been read. */
export const storedRow = ({ columns }: TableSchema, values: readonly ColumnValue[]): RecordRow => {
  const row: RecordRow = {}
  for (const [index, { property, kind }] of columns.entries()) {
    const value = values[index]!
    row[property] =
      kind === 'json' && value !== null
        ? decodeJson(value as string)
        : value instanceof Date
          ? new Date(value)
          : value instanceof Uint8Array
            ? new Uint8Array(value)
            : value
  }
  return row
}
