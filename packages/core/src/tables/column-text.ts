import type { ColumnSchema, TableSchema } from '../contracts/table.ts'
import type { Dialect } from '../database/dialect.ts'
import type { ColumnValue } from '../door/column-value.ts'
import { hasTombstone, tombstone } from '../door/tombstone.ts'
import { encodeValue } from './value-text.ts'

/** The lines of the columns, as they stand in `create table`. */
export const columnTexts = (schema: TableSchema, dialect: Dialect): readonly string[] => {
  const lines = schema.columns.map((column) =>
    [
      dialect.quote(column.name),
      dialect.columnType(column).ddl,
      ...(column.isNullable ? [] : ['not null']),
      ...defaultText(column, dialect),
    ].join(' '),
  )
  if (!hasTombstone(schema)) return lines
  const { ddl } = dialect.columnType({ kind: 'text' })
  return [...lines, `${dialect.quote(tombstone)} ${ddl} not null default ''`]
}

/** Also for rows that plain SQL inserts. A new UUID is made by the library, because engines that can make one of version 7 are few. */
const defaultText = (column: ColumnSchema, dialect: Dialect): readonly string[] => {
  const { fallback, keeps } = column
  if (keeps === 'created' || keeps === 'updated') return [`default ${dialect.tables.timeDefault}`]
  if (fallback === undefined) return []
  if ('value' in fallback) {
    return [`default ${dialect.literal(encodeValue(dialect, column, fallback.value as ColumnValue))}`]
  }
  return fallback.expression === 'now' ? [`default ${dialect.tables.timeDefault}`] : []
}
