import type { ColumnSchema } from '../../contracts/table.ts'
import type { DriverCell } from '../../database/statement.ts'
import type { CheckedAggregation } from '../../door/aggregations.ts'
import { unitsOf } from '../../door/decimal.ts'
import { averageOf, sumInType } from '../../door/exact-sum.ts'
import { isAlways } from '../../door/predicate.ts'
import { HoldfastError } from '../../errors.ts'
import type { StatementText } from '../../tables/statement-text.ts'
import { comparable } from '../../tables/value-text.ts'
import type { RecordsTable } from './records-table.ts'
import { rowReader } from './row-reader.ts'

/** One number over rows, as a part of a statement, and what its cells mean. */
interface NumberText {
  readonly texts: readonly string[]
  /** To order groups by. Made when it is asked for: it binds the values of its filter once more. */
  order(): string
  read(cells: readonly DriverCell[], action: string): unknown
}

/** What is selected for a number that was asked for. */
export const numberOf = (
  table: RecordsTable,
  text: StatementText,
  aggregation: CheckedAggregation,
): NumberText => {
  const { kind, column, where } = aggregation
  const filtered = (number: string): string =>
    isAlways(where) ? number : `${number} filter (where ${text.where(where)})`
  if (column === undefined) {
    const count = filtered('count(*)')
    return { texts: [count], order: () => filtered('count(*)'), read: ([cell]) => Number(cell) }
  }
  if (kind === 'min' || kind === 'max')
    return extremeOf(table, column, (extreme) => filtered(`${kind}(${extreme})`))
  const name = comparable(table.dialect, column, 't')
  const sums =
    column.kind === 'real' ? [`sum(${name})`] : table.dialect.exactSum(name).map((part) => `sum(${part})`)
  const texts = sums.map(filtered)
  const total = (cells: readonly DriverCell[], action: string): number | bigint =>
    exactSum(table, column, cells, action)
  if (kind === 'sum') {
    const read = (cells: readonly DriverCell[], action: string): unknown => {
      if (cells[0] === null) return null
      const sum = total(cells, action)
      return typeof sum === 'number' ? sum : sumInType(column, sum, action)
    }
    return { texts, order: () => filtered(`sum(${name})`), read }
  }
  return {
    texts: [...texts, filtered(`count(${name})`)],
    order: () => filtered(`avg(${name})`),
    read: (cells, action) => {
      if (cells[0] === null) return null
      const [sum, count] = [total(cells.slice(0, -1), action), Number(cells.at(-1))]
      return typeof sum === 'number' ? sum / count : averageOf(column, sum, count)
    },
  }
}

/** The least or the largest value. Not every engine compares booleans and UUIDs here, so they go as what orders alike. */
const extremeOf = (
  { dialect }: RecordsTable,
  column: ColumnSchema,
  filtered: (value: string) => string,
): NumberText => {
  const name = comparable(dialect, column, 't')
  const read = rowReader(dialect, [{ ...column, property: 'value', isNullable: true }])
  if (column.kind === 'boolean') {
    const extreme = (): string => filtered(`case when ${name} then 1 when not ${name} then 0 end`)
    return { texts: [extreme()], order: extreme, read: ([cell]) => (cell === null ? null : cell === 1) }
  }
  const value = column.kind === 'uuid' ? dialect.byBytes(`cast(${name} as varchar)`) : name
  const extreme = (): string => filtered(value)
  return { texts: [extreme()], order: extreme, read: (cells) => read(cells)['value'] }
}

/** A sum as the engine gives it: a double of doubles, else whole, for decimals in units of their last digit. */
const exactSum = (
  table: RecordsTable,
  column: ColumnSchema,
  cells: readonly DriverCell[],
  action: string,
): number | bigint => {
  const { kind, scale = 0 } = column
  // In two halves: the high one counts in units of 2^32.
  if (cells.length === 2)
    return BigInt(cells[0] as number | bigint) * 2n ** 32n + BigInt(cells[1] as number | bigint)
  const wide =
    kind === 'decimal'
      ? ({ ...column, precision: table.parts.limits.decimalDigits } as const)
      : ({ ...column, kind: kind === 'integer' ? 'bigint' : kind } as const)
  const sum = table.dialect.columnType(wide).decode(cells[0]!)
  if (typeof sum === 'bigint' || (typeof sum === 'number' && Number.isFinite(sum))) return sum
  if (typeof sum === 'string') return unitsOf(sum) * 10n ** BigInt(scale - decimalsOf(sum))
  throw new HoldfastError(
    'out-of-range',
    `Cannot ${action}: the sum of "${column.property}" lies beyond what the engine holds`,
    { columns: [column.property] },
  )
}

const decimalsOf = (digits: string): number =>
  digits.includes('.') ? digits.length - digits.indexOf('.') - 1 : 0
