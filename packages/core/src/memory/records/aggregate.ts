import type { ColumnSchema } from '../../contracts/table.ts'
import type { CheckedAggregation } from '../../door/aggregations.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import { unitsOf } from '../../door/decimal.ts'
import { averageOf, sumInType } from '../../door/exact-sum.ts'
import { HoldfastError } from '../../errors.ts'
import { compareValues } from '../../door/compare-values.ts'
import { matches } from './predicate.ts'
import { type RowValues, valueAt } from './row-values.ts'

type Present = Exclude<ColumnValue, null>

/** One number over rows, by its name in the result: dates and bytes of it are not copies. */
export function aggregate(
  rows: readonly RowValues[],
  { kind, column, where }: CheckedAggregation,
  action: string,
): ColumnValue {
  const counted = rows.filter((row) => matches(where, row))
  if (column === undefined) return counted.length
  const values = counted.map((row) => valueAt(row, column)).filter((value) => value !== null)
  if (values.length === 0) return null
  switch (kind) {
    case 'sum':
      return column.kind === 'real'
        ? sumOfReals(values as number[], column, action)
        : sumInType(column, exactSum(column, values), action)
    case 'avg':
      return column.kind === 'real'
        ? sumOfReals(values as number[], column, action) / values.length
        : averageOf(column, exactSum(column, values), values.length)
    case 'min':
      return values.reduce((a, b) => (compareValues(column, b, a) < 0 ? b : a))
    case 'max':
      return values.reduce((a, b) => (compareValues(column, b, a) > 0 ? b : a))
    case 'count':
      return values.length
  }
}

const exactSum = ({ kind }: ColumnSchema, values: readonly Present[]): bigint =>
  values.reduce(
    (sum: bigint, value) =>
      sum + (kind === 'decimal' ? unitsOf(value as string) : BigInt(value as number | bigint)),
    0n,
  )

const sumOfReals = (values: readonly number[], { property }: ColumnSchema, action: string): number => {
  const sum = values.reduce((a, b) => a + b, 0)
  if (Number.isFinite(sum)) return sum
  throw new HoldfastError(
    'out-of-range',
    `Cannot ${action}: the sum of "${property}" lies beyond what its type holds`,
    {
      columns: [property],
    },
  )
}
