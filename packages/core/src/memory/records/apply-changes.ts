import type { ColumnSchema, TableSchema } from '../../contracts/table.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import { decimalOf, unitsOf } from '../../door/decimal.ts'
import type { Change } from '../../door/patch.ts'
import { HoldfastError } from '../../errors.ts'
import { type RowValues, valueAt } from './row-values.ts'

/** The row with these changes. Throws `out-of-range` for a sum that its column cannot hold. */
export function applyChanges(
  { name }: TableSchema,
  row: RowValues,
  changes: readonly Change[],
  action: string,
): RowValues {
  const changed: Record<string, ColumnValue> = { ...row }
  for (const change of changes) {
    const { column } = change
    changed[column.name] =
      'by' in change ? sumOf(name, column, valueAt(row, column), change.by, action) : change.value
  }
  return changed
}

/** Null stays null. */
const sumOf = (
  table: string,
  column: ColumnSchema,
  value: ColumnValue,
  by: number | bigint | string,
  action: string,
): ColumnValue => {
  if (value === null) return null
  const sum = add(column, value, by)
  if (sum !== undefined) return sum
  throw new HoldfastError(
    'out-of-range',
    `Cannot ${action}: the sum lies beyond what the column "${column.property}" holds`,
    { table, columns: [column.property] },
  )
}

const add = (
  { kind, precision = 18, scale = 0 }: ColumnSchema,
  value: Exclude<ColumnValue, null>,
  by: number | bigint | string,
): ColumnValue | undefined => {
  if (typeof value === 'bigint') {
    const sum = value + (by as bigint)
    return BigInt.asIntN(64, sum) === sum ? sum : undefined
  }
  if (kind === 'decimal') {
    const sum = unitsOf(value as string) + unitsOf(by as string)
    const end = 10n ** BigInt(precision)
    return sum > -end && sum < end ? decimalOf(sum, scale) : undefined
  }
  const sum = (value as number) + (by as number)
  const fits = kind === 'integer' ? Number.isSafeInteger(sum) : Number.isFinite(sum)
  return fits ? sum : undefined
}
