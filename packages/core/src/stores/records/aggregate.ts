import type { Visibility } from '../../contracts/records.ts'
import type { ColumnSchema } from '../../contracts/table.ts'
import type { Call } from '../../database/executor.ts'
import type { DriverCell } from '../../database/statement.ts'
import type { CheckedAggregation } from '../../door/aggregations.ts'
import type { AggregateCall, GroupCall } from '../../door/count-calls.ts'
import { unitsOf } from '../../door/decimal.ts'
import { averageOf, sumInType } from '../../door/exact-sum.ts'
import { isAlways, type Predicate } from '../../door/predicate.ts'
import { HoldfastError } from '../../errors.ts'
import { StatementText } from '../../tables/statement-text.ts'
import { comparable } from '../../tables/value-text.ts'
import type { RecordRow } from './read-rows.ts'
import type { RecordsTable } from './records-table.ts'
import { columnList, rowReader } from './row-reader.ts'

/** Numbers over all rows that match, in one statement. */
export const aggregateRows = async (table: RecordsTable, call: AggregateCall): Promise<RecordRow> => {
  const [row] = await groupRows(table, { ...call, by: [], order: [], limit: 1 })
  return row!
}

/** Numbers over each group of rows that match. */
export const groupRows = async (table: RecordsTable, call: GroupCall): Promise<RecordRow[]> => {
  const { by, where, visibility, select, order, limit } = call
  const { dialect } = table
  const text = new StatementText(dialect)
  const numbers = select.map((aggregation) => numberOf(table, text, aggregation))
  const groups = columnList(dialect, by)
  const selected = [...(by.length === 0 ? [] : [groups]), ...numbers.flatMap(({ texts }) => texts)]
  let sql = `select ${selected.join(', ')} from ${table.name} as t where ${text.where(table.scoped(where, visibility))}`
  if (by.length > 0) {
    const terms = order.map(({ of, direction }) => {
      const term = 'property' in of ? comparable(dialect, of, 't') : numbers[select.indexOf(of)]!.order
      return `${term} ${direction} nulls ${direction === 'asc' ? 'first' : 'last'}`
    })
    sql += ` group by ${groups} order by ${terms.join(', ')} limit ${text.bind(limit)}`
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
  if (kind === 'sum') {
    return { texts: [sum], order: sum, read: ([cell], action) => sumOf(table, column, cell!, action) }
  }
  const count = `count(${name})${only()}`
  return {
    texts: [sum, count],
    order: `avg(${name})${only()}`,
    read: ([cell, counted], action) => {
      if (cell === null) return null
      const total = exactSum(table, column, cell!, action)
      return typeof total === 'number' ? total / Number(counted) : averageOf(column, total, Number(counted))
    },
  }
}

const sumOf = (table: RecordsTable, column: ColumnSchema, cell: DriverCell, action: string): unknown => {
  if (cell === null) return null
  const total = exactSum(table, column, cell, action)
  return typeof total === 'number' ? total : sumInType(column, total, action)
}

/** A sum as the engine gives it: a double of doubles, else whole, for decimals in units of their last digit. */
const exactSum = (
  table: RecordsTable,
  column: ColumnSchema,
  cell: DriverCell,
  action: string,
): number | bigint => {
  const { kind } = column
  const wide =
    kind === 'decimal'
      ? ({ ...column, precision: table.parts.limits.decimalDigits } as const)
      : ({ ...column, kind: kind === 'integer' ? 'bigint' : kind } as const)
  const sum = table.dialect.columnType(wide).decode(cell)
  if (typeof sum === 'bigint' || (typeof sum === 'number' && Number.isFinite(sum))) return sum
  if (typeof sum === 'string') return unitsOf(sum)
  throw new HoldfastError(
    'out-of-range',
    `Cannot ${action}: the sum of "${column.property}" lies beyond what the engine holds`,
    { columns: [column.property] },
  )
}
