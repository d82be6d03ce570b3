import type { Bound } from '@holdfast/core'
import { bindOne } from '../cells.ts'

/** As it would be bound. Bytes and lists do not occur in DDL. */
export function literal(value: Bound): string {
  const native = bindOne(value)
  if (native === null) return 'null'
  if (typeof native === 'string') return `'${native.replaceAll("'", "''")}'`
  if (native instanceof Uint8Array) throw new TypeError('Cannot write bytes into DDL')
  // With an exponent it is a double, and has all its digits.
  return typeof native === 'number' ? native.toExponential() : String(native)
}
