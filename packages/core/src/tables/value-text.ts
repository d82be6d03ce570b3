import type { Column } from '../contracts/column.ts'
import type { ColumnSchema } from '../contracts/table.ts'
import type { Dialect } from '../database/dialect.ts'
import type { Bound, DriverCell } from '../database/statement.ts'
import type { ColumnValue } from '../door/column-value.ts'

type Kind = Pick<Column, 'kind' | 'precision' | 'scale' | 'collation'>

/** What is bound for a checked value of a column. JSON is text already, everywhere. */
export const encodeValue = (dialect: Dialect, column: Kind, value: ColumnValue): Bound =>
  value === null || column.kind === 'json' ? value : dialect.columnType(column).encode(value)

/** How a cell of this column becomes the value that users see; undefined when it does not fit. */
export const decoderOf = (dialect: Dialect, column: ColumnSchema): ((cell: DriverCell) => unknown) =>
  dialect.columnType(column).decode

/** The name of a column behind its table's alias, as bytes compare it. */
export const comparable = (dialect: Dialect, column: ColumnSchema, alias: string): string => {
  const name = alias === '' ? dialect.quote(column.name) : `${alias}.${dialect.quote(column.name)}`
  return column.collation === undefined ? name : dialect.byBytes(name)
}
