import type { ColumnSchema } from '../../contracts/table.ts'
import type { Statement } from '../../database/statement.ts'
import type { OrderItem } from '../../door/order.ts'
import type { Predicate } from '../../door/predicate.ts'
import { StatementText } from '../../tables/statement-text.ts'
import { comparable } from '../../tables/value-text.ts'
import { positionText, type Position } from './keyset.ts'
import type { RecordsTable } from './records-table.ts'
import { columnList } from './row-reader.ts'

export interface Selection {
  readonly columns: readonly ColumnSchema[]
  /** Complete: with the tenant and what is visible. */
  readonly where: Predicate
  readonly order?: readonly OrderItem[]
  readonly position?: Position
  readonly limit?: number
  readonly offset?: number
  readonly forUpdate?: boolean
}

/** The statement that reads rows of one table. */
export const selectStatement = (table: RecordsTable, selection: Selection, summary = 'SELECT'): Statement => {
  const { columns, where, order, position, limit, offset, forUpdate } = selection
  const { dialect } = table
  const text = new StatementText(dialect)
  let sql = `select ${columnList(dialect, columns)} from ${table.name} as t where ${text.where(where)}`
  if (position !== undefined) sql += ` and ${positionText(text, order ?? [], position)}`
  if (order !== undefined && order.length > 0) sql += ` order by ${orderText(table, order)}`
  if (limit !== undefined) sql += ` limit ${text.bind(limit)}`
  if (offset !== undefined && offset > 0) sql += ` offset ${text.bind(offset)}`
  // With one writer a transaction is the lock.
  if (forUpdate === true && dialect.locks === 'rows') sql += ' for update'
  return text.finish(sql, table.summary(summary))
}

/** Nulls have a place of their own where they can occur: engines differ on it. */
export const orderText = ({ dialect }: RecordsTable, order: readonly OrderItem[]): string =>
  order
    .map(({ column, direction, nulls }) => {
      const place = column.isNullable ? ` nulls ${nulls}` : ''
      return `${comparable(dialect, column, 't')} ${direction}${place}`
    })
    .join(', ')

/** The same order from its other end. */
export const reversed = (order: readonly OrderItem[]): readonly OrderItem[] =>
  order.map(({ column, direction, nulls }) => ({
    column,
    direction: direction === 'asc' ? 'desc' : 'asc',
    nulls: nulls === 'first' ? 'last' : 'first',
  }))
