import type { ColumnSchema } from '../../contracts/table.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { Statement } from '../../database/statement.ts'
import type { OrderItem } from '../../door/order.ts'
import type { Predicate } from '../../door/predicate.ts'
import { StatementText } from '../../tables/statement-text.ts'
import { comparable } from '../../tables/value-text.ts'
import { positionParts, positionText, type Position } from './keyset.ts'
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
  if (position !== undefined && forUpdate !== true) {
    const statement = inTwoParts(table, { ...selection, position }, summary)
    if (statement !== undefined) return statement
  }
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

/**
 * A page that may cross from the rows with a null in the first column of the order to those without, or back: the beginning of each of the two ranges.
 * Undefined where that is no faster, or the filter too large to be said twice.
 */
const inTwoParts = (
  table: RecordsTable,
  { columns, where, order = [], position, limit }: Selection & { readonly position: Position },
  summary: string,
): Statement | undefined => {
  const { dialect, parts } = table
  const text = new StatementText(dialect)
  const halves = positionParts(text, order, position)
  if (halves === undefined || limit === undefined || dialect.tables.indexes === 'none') return undefined
  const list = columnList(dialect, columns)
  const end = (): string => ` order by ${orderText(table, order)} limit ${text.bind(limit)}`
  const range = (half: () => string): string =>
    `select * from (select ${list} from ${table.name} as t where ${text.where(where)} and ${half()}${end()}) as p`
  const sql = `select ${list} from (${halves.map(range).join(' union all ')}) as t${end()}`
  return text.parameters > parts.limits.parameters ? undefined : text.finish(sql, table.summary(summary))
}

/** Nulls have a place of their own where they can occur: engines differ on it. */
export const orderText = ({ dialect }: RecordsTable, order: readonly OrderItem[]): string =>
  order
    .map(({ column, direction, nulls }) => {
      const name = comparable(dialect, column, 't')
      return column.isNullable ? nullableTerm(dialect, name, direction, nulls) : `${name} ${direction}`
    })
    .join(', ')

export const nullableTerm = (
  dialect: Dialect,
  term: string,
  direction: OrderItem['direction'],
  nulls: OrderItem['nulls'],
): string => {
  const apart = dialect.tables.nullsApart ? `${term} is null ${nulls === 'first' ? 'desc' : 'asc'}, ` : ''
  return `${apart}${term} ${direction} nulls ${nulls}`
}

/** The same order from its other end. */
export const reversed = (order: readonly OrderItem[]): readonly OrderItem[] =>
  order.map(({ column, direction, nulls }) => ({
    column,
    direction: direction === 'asc' ? 'desc' : 'asc',
    nulls: nulls === 'first' ? 'last' : 'first',
  }))
