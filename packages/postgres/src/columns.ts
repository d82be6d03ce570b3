import type { Bound, Column, ColumnType, DriverCell } from '@holdfast/core'

type Kind = Pick<Column, 'kind' | 'precision' | 'scale' | 'collation'>
type Codec = Omit<ColumnType, 'ddl' | 'range'>

const digits = /^-?\d+$/
const decimalDigits = /^-?\d+(?:\.\d+)?$/
const wholeWithZeros = /^(-?\d+)\.0+$/
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const isoDate = /^\d{4}-\d\d-\d\d$/

const asIs: Codec['encode'] = (value) => value as Bound

/** The whole number in a cell: `sum(bigint)` arrives as digits, `count(*)` as a number. */
const toBigint = (cell: DriverCell): bigint | undefined => {
  if (typeof cell === 'bigint') return cell
  if (typeof cell === 'number') return Number.isSafeInteger(cell) ? BigInt(cell) : undefined
  if (typeof cell !== 'string') return undefined
  const whole = wholeWithZeros.exec(cell)?.[1] ?? cell
  return digits.test(whole) ? BigInt(whole) : undefined
}

const toInteger = (cell: DriverCell): number | undefined => {
  if (typeof cell === 'number') return Number.isSafeInteger(cell) ? cell : undefined
  const value = toBigint(cell)
  if (value === undefined) return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : undefined
}

const toReal = (cell: DriverCell): number | undefined => {
  const number =
    typeof cell === 'number'
      ? cell
      : typeof cell === 'string' && decimalDigits.test(cell)
        ? Number(cell)
        : Number.NaN
  return Number.isFinite(number) ? number : undefined
}

const toDecimal = (cell: DriverCell): string | undefined => {
  if (typeof cell === 'bigint' || (typeof cell === 'number' && Number.isSafeInteger(cell)))
    return String(cell)
  return typeof cell === 'string' && decimalDigits.test(cell) ? cell : undefined
}

const toJson = (cell: DriverCell): unknown => {
  if (typeof cell !== 'string') return undefined
  try {
    return JSON.parse(cell) as unknown
  } catch {
    return undefined
  }
}

const whenText =
  (pattern?: RegExp): Codec['decode'] =>
  (cell) =>
    typeof cell === 'string' && (pattern === undefined || pattern.test(cell)) ? cell : undefined

const codecs: Readonly<Record<Kind['kind'], Codec>> = {
  text: { encode: asIs, decode: whenText() },
  enum: { encode: asIs, decode: whenText() },
  integer: { encode: asIs, decode: toInteger },
  bigint: { encode: asIs, decode: toBigint },
  real: { encode: asIs, decode: toReal },
  decimal: { encode: asIs, decode: toDecimal },
  boolean: { encode: asIs, decode: (cell) => (typeof cell === 'boolean' ? cell : undefined) },
  timestamp: { encode: asIs, decode: (cell) => (cell instanceof Date ? cell : undefined) },
  date: { encode: asIs, decode: whenText(isoDate) },
  json: { encode: (value) => JSON.stringify(value), decode: toJson },
  bytes: { encode: asIs, decode: (cell) => (cell instanceof Uint8Array ? cell : undefined) },
  uuid: { encode: asIs, decode: whenText(uuid) },
}

const ddl: Readonly<Record<Kind['kind'], (column: Kind) => string>> = {
  // Bytes decide, whatever the collation of the database.
  text: ({ collation }) => (collation === undefined ? 'text collate "C"' : 'text'),
  enum: () => 'text collate "C"',
  integer: () => 'bigint',
  bigint: () => 'bigint',
  real: () => 'double precision',
  decimal: ({ precision, scale }) =>
    precision === undefined ? 'numeric' : `numeric(${precision}, ${scale ?? 0})`,
  boolean: () => 'boolean',
  timestamp: () => 'timestamptz(3)',
  date: () => 'date',
  json: () => 'jsonb',
  bytes: () => 'bytea',
  uuid: () => 'uuid',
}

const ranges: { readonly [K in Kind['kind']]?: NonNullable<ColumnType['range']> } = {
  integer: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  real: [-Number.MAX_VALUE, Number.MAX_VALUE],
}

export const columnType = (column: Kind): ColumnType => ({
  ddl: ddl[column.kind](column),
  ...(ranges[column.kind] === undefined ? {} : { range: ranges[column.kind] }),
  ...codecs[column.kind],
})
