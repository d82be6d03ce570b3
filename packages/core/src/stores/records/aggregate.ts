import type { Visibility } from '../../contracts/records.ts'
import type { ColumnSchema } from '../../contracts/table.ts'
import type { Call } from '../../database/executor.ts'
import type { DriverCell } from '../../database/statement.ts'
import type { CheckedAggregation } from '../../door/aggregations.ts'
import { isAlways, type Predicate } from '../../door/predicate.ts'
import { HoldfastError } from '../../errors.ts'
import { StatementText } from '../../tables/statement-text.ts'
import { comparable } from '../../tables/value-text.ts'
import { averageOf } from './average.ts'
import type { RecordRow } from './list.ts'
import type { RecordsTable } from './records-table.ts'
import { columnList, rowReader } from './row-reader.ts'

export interface GroupRequest {
  readonly by: readonly ColumnSchema[]
  readonly where: Predicate
  readonly visibility: Visibility
  readonly select: readonly CheckedAggregation[]
  /** Columns of `by` or names of `select`. */
  readonly orderBy: readonly { readonly name: string; readonly direction: 'asc' | 'desc' }[]
  readonly limit: number | undefined
}

/** Numbers over all rows that match, or over each group of them, in one statement. */
export const aggregateRows = async (
  table: RecordsTable,
  request: GroupRequest,
  call: Call,
): Promise<RecordRow[]> => {
  const { by, where, visibility, select, orderBy, limit } = request
  const { dialect } = table
  const text = new StatementText(dialect)
  const numbers = select.map((aggregation) => numberOf(table, text, aggregation))
  const groups = columnList(dialect, by)
  const selected = [...(by.length === 0 ? [] : [groups]), ...numbers.flatMap(({ texts }) => texts)]
  let sql = `select ${selected.join(', ')} from ${table.name} as t where ${text.where(table.scoped(where, visibility))}`
  if (by.length > 0) {
    const order = orderBy.map(({ name, direction }) => {
      const index = select.findIndex((aggregation) => aggregation.name === name)
      const column = by.find(({ property }) => property === name)
      const term = column === undefined ? numbers[index]!.order : comparable(dialect, column, 't')
      return `${term} ${direction} nulls ${direction === 'asc' ? 'first' : 'last'}`
    })
    sql += ` group by ${groups} order by ${order.join(', ')}`
    if (limit !== undefined) sql += ` limit ${text.bind(limit)}`
  }
  const { rows } = await table.executor.query(text.finish(sql, table.summary('AGGREGATE')), 'read', call)
  const readGroup = rowReader(dialect, by)
  return rows.map((row) => {
    const result = readGroup(row)
    let at = by.length
    for (const [index, { name }] of select.entries()) {
      const { texts, read } = numbers[index]!
      result[name] = read(row.slice(at, at + texts.length), call.action)
      at += texts.length
    }
    return result
  })
}

export const countRows = async (
  table: RecordsTable,
  where: Predicate,
  visibility: Visibility,
  call: Call,
): Promise<number> => {
  const text = new StatementText(table.dialect)
  const sql = `select count(*) from ${table.name} as t where ${text.where(table.scoped(where, visibility))}`
  const { rows } = await table.executor.query(text.finish(sql, table.summary('COUNT')), 'read', call)
  return Number(rows[0]![0])
}

interface NumberText {
  readonly texts: readonly string[]
  /** To order groups by. */
  readonly order: string
  read(cells: readonly DriverCell[], action: string): unknown
}

const numberOf = (table: RecordsTable, text: StatementText, aggregation: CheckedAggregation): NumberText => {
  const { kind, column, where } = aggregation
  const only = (): string => (isAlways(where) ? '' : ` filter (where ${text.where(where)})`)
  if (column === undefined) {
    const count = `count(*)${only()}`
    return { texts: [count], order: count, read: ([cell]) => Number(cell) }
  }
  const name = comparable(table.dialect, column, 't')
  if (kind === 'min' || kind === 'max') {
    const extreme = `${kind}(${name})${only()}`
    const read = rowReader(table.dialect, [{ ...column, property: 'value', isNullable: true }])
    return { texts: [extreme], order: extreme, read: (cells) => read(cells)['value'] }
  }
  const sum = `sum(${name})${only()}`
  const readSum = ([cell]: readonly DriverCell[], action: string): unknown =>
    sumOf(table, column, cell!, action)
  if (kind === 'sum') return { texts: [sum], order: sum, read: readSum }
  const count = `count(${name})${only()}`
  return {
    texts: [sum, count],
    order: `avg(${name})${only()}`,
    read: (cells, action) =>
      averageOf(sumOf(table, wideOf(column), cells[0]!, action), Number(cells[1]), column.scale),
  }
}

/** A sum may be larger than any value of its column; what is averaged need not fit the column's type. */
const wideOf = (column: ColumnSchema): ColumnSchema =>
  column.kind === 'integer' ? { ...column, kind: 'bigint' } : column

const sumOf = (table: RecordsTable, column: ColumnSchema, cell: DriverCell, action: string): unknown => {
  if (cell === null) return null
  const precision = table.parts.limits.decimalDigits
  const type = table.dialect.columnType({ ...column, ...(column.kind === 'decimal' ? { precision } : {}) })
  const sum = type.decode(cell)
  if (sum !== undefined && !(typeof sum === 'bigint' && BigInt.asIntN(64, sum) !== sum)) return sum
  throw new HoldfastError(
    'out-of-range',
    `Cannot ${action}: the sum of "${column.property}" lies beyond the range of its type`,
    {
      columns: [column.property],
    },
  )
}
