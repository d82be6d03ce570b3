import { types } from 'node:util'
import type { ColumnKind } from '../contracts/column.ts'
import type { ColumnSchema } from '../contracts/table.ts'
import { type ErrorCode, HoldfastError } from '../errors.ts'
import { type Action, checkBindable, said } from './bindable.ts'
import { normaliseDate } from './calendar-day.ts'
import { normaliseDecimal } from './decimal.ts'
import { encodeJson } from './json.ts'
import { isPlain } from './plain.ts'
import { isLongerThan } from './text.ts'

/** A value of a column as it is kept between the door and the engine: JSON is its text, a decimal has all digits of its scale, a UUID is in lower case. */
export type ColumnValue = null | string | number | bigint | boolean | Date | Uint8Array

/** The largest text, JSON text or bytes of one value. */
const valueBytes = 16 * 1024 * 1024

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i
/** As nearly all are written. */
const lowerUuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/

/**
 * The value, checked to be one that the column holds unchanged on every engine; dates and bytes are copied. Throws `TypeError` for another
 * type, `not-null` for a missing one, `invalid-value`, `out-of-range` or `too-large` for one that does not fit. No message holds the value.
 */
export function checkColumnValue(column: ColumnSchema, value: unknown, action: Action): ColumnValue {
  return fitsAsItIs(column.kind, value) ? value : checkClosely(column, value, action)
}

/** Told without a closure or a call for the commonest values: a load asks for each of millions. False only says that the other must be asked. */
function fitsAsItIs(kind: ColumnKind, value: unknown): value is string | number | boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string' && isPlain(value)
    case 'integer':
      return Number.isSafeInteger(value) && value !== 0
    case 'real':
      return Number.isFinite(value) && value !== 0
    case 'boolean':
      return typeof value === 'boolean'
    case 'uuid':
      return typeof value === 'string' && lowerUuid.test(value)
    default:
      return false
  }
}

function checkClosely(column: ColumnSchema, value: unknown, given: Action): ColumnValue {
  if (value === null) {
    if (column.isNullable) return null
    throw new HoldfastError(
      'not-null',
      `Cannot ${said(given)}: the column "${column.property}" must have a value`,
      {
        columns: [column.property],
      },
    )
  }
  if (value === undefined) {
    throw new TypeError(
      `Cannot ${said(given)}: the column "${column.property}" is undefined; leave it out, or pass null`,
    )
  }
  const place = (): string => `${said(given)}: the column "${column.property}"`
  switch (column.kind) {
    case 'text':
      return checkSize(checkBindable(ofType(value, 'string', place), place) as string, place)
    case 'enum':
      if (column.values?.includes(value as string) === true) return value as string
      return refuse(
        'invalid-value',
        place,
        `must be one of ${(column.values ?? []).map((known) => JSON.stringify(known)).join(', ')}`,
      )
    case 'integer':
      return checkInteger(ofType(value, 'number', place), place)
    case 'bigint':
      return checkBindable(ofType(value, 'bigint', place), place)
    case 'real':
      return checkReal(ofType(value, 'number', place), place)
    case 'decimal':
      return normaliseDecimal(ofType(value, 'string', place), column, place)
    case 'boolean':
      return ofType(value, 'boolean', place)
    case 'timestamp':
      if (!types.isDate(value)) throw new TypeError(`Cannot ${place()} takes a Date`)
      return checkBindable(value, place)
    case 'date':
      return normaliseDate(ofType(value, 'string', place), place)
    case 'json':
      return encodeJson(value, valueBytes, place())
    case 'bytes':
      if (!types.isUint8Array(value)) throw new TypeError(`Cannot ${place()} takes a Uint8Array`)
      if (value.byteLength > valueBytes)
        return refuse('too-large', place, `takes at most ${valueBytes} bytes`)
      return new Uint8Array(value)
    case 'uuid':
      if (uuid.test(ofType(value, 'string', place))) return (value as string).toLowerCase()
      return refuse('invalid-value', place, 'takes a UUID')
  }
}

function ofType<N extends 'string' | 'number' | 'bigint' | 'boolean'>(
  value: unknown,
  type: N,
  place: () => string,
): { string: string; number: number; bigint: bigint; boolean: boolean }[N] {
  if (typeof value === type) return value as never
  throw new TypeError(`Cannot ${place()} takes a ${type}`)
}

function checkInteger(value: number, place: () => string): number {
  if (!Number.isInteger(value)) return refuse('invalid-value', place, 'takes a whole number')
  if (!Number.isSafeInteger(value)) return refuse('out-of-range', place, 'takes numbers within ±(2^53 − 1)')
  return value + 0
}

function checkReal(value: number, place: () => string): number {
  if (!Number.isFinite(value)) return refuse('invalid-value', place, 'takes a finite number')
  if (Object.is(value, -0)) return refuse('invalid-value', place, 'cannot hold −0; pass 0')
  return value
}

function checkSize(value: string, place: () => string): string {
  return isLongerThan(value, valueBytes)
    ? refuse('too-large', place, `takes at most ${valueBytes} bytes`)
    : value
}

function refuse(code: ErrorCode, place: () => string, reason: string): never {
  throw new HoldfastError(code, `Cannot ${place()} ${reason}`)
}
