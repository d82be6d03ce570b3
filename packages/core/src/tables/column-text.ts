import type { ColumnSchema, TableSchema } from '../contracts/table.ts'
import type { Dialect } from '../database/dialect.ts'
import type { ColumnValue } from '../door/column-value.ts'
import { hasTombstone, tombstone } from '../door/tombstone.ts'
import { encodeValue } from './value-text.ts'

/** The lines of the columns, as they stand in `create table`. */
export const columnTexts = (schema: TableSchema, dialect: Dialect): readonly string[] => {
  const lines = schema.columns.map((column) => {
    const expression = defaultExpression(column, dialect)
    return [
      dialect.quote(column.name),
      dialect.columnType(column).ddl,
      ...(column.isNullable ? [] : ['not null']),
      ...(expression === undefined ? [] : [`default ${expression}`]),
    ].join(' ')
  })
  if (!hasTombstone(schema)) return lines
  const { ddl } = dialect.columnType({ kind: 'text' })
  return [...lines, `${dialect.quote(tombstone)} ${ddl} not null default ''`]
}

/** The expression behind `default`, where the database has one. Also for rows that plain SQL inserts. A new UUID is made by the library, because engines that can make one of version 7 are few. */
export const defaultExpression = (column: ColumnSchema, dialect: Dialect): string | undefined => {
  const { fallback, keeps } = column
  if (keeps === 'created' || keeps === 'updated') return dialect.tables.timeDefault
  if (fallback === undefined) return undefined
  if ('value' in fallback) {
    return dialect.literal(encodeValue(dialect, column, fallback.value as ColumnValue))
  }
  return fallback.expression === 'now' ? dialect.tables.timeDefault : undefined
}
