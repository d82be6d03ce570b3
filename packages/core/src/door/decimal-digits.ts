import type { Limits } from '../contracts/capabilities.ts'
import type { TableSchema } from '../contracts/table.ts'
import { HoldfastError } from '../errors.ts'

/** Refuses with `unsupported` a table whose decimals have more digits than the backend keeps. */
export function requireDigits({ columns }: TableSchema, { decimalDigits }: Limits, action: string): void {
  const wide = columns.find(({ kind, precision = 0 }) => kind === 'decimal' && precision > decimalDigits)
  if (wide === undefined) return
  throw new HoldfastError(
    'unsupported',
    `Cannot ${action}: the column "${wide.property}" has ${wide.precision} digits, and this backend keeps ${decimalDigits}`,
    { columns: [wide.property] },
  )
}
