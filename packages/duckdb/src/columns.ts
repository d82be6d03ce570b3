import type { Bound, Column, ColumnKind, ColumnType, DriverCell } from '@holdfast/core'

type Decode = (cell: DriverCell) => unknown

const text: Decode = (cell) => (typeof cell === 'string' ? cell : undefined)
const integer: Decode = (cell) => (typeof cell === 'number' && Number.isSafeInteger(cell) ? cell : undefined)
const bigint: Decode = (cell) => {
  if (typeof cell === 'bigint') return cell
  return typeof cell === 'number' && Number.isSafeInteger(cell) ? BigInt(cell) : undefined
}
const real: Decode = (cell) => {
  if (typeof cell === 'number') return cell
  // `avg` of a decimal column is a double here, but a product of decimals is digits.
  return typeof cell === 'string' && isDigits(cell) ? Number(cell) : undefined
}
const decimal: Decode = (cell) => {
  if (typeof cell === 'string' && isDigits(cell)) return cell
  if (typeof cell === 'bigint') return String(cell)
  return typeof cell === 'number' && Number.isSafeInteger(cell) ? String(cell) : undefined
}
const boolean: Decode = (cell) => (typeof cell === 'boolean' ? cell : undefined)
const timestamp: Decode = (cell) => (cell instanceof Date ? cell : undefined)
const date: Decode = (cell) =>
  typeof cell === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(cell) ? cell : undefined
const bytes: Decode = (cell) => (cell instanceof Uint8Array ? cell : undefined)
const uuid: Decode = (cell) =>
  typeof cell === 'string' && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(cell) ? cell : undefined
const json: Decode = (cell) => {
  if (typeof cell !== 'string') return undefined
  try {
    return JSON.parse(cell) as unknown
  } catch {
    return undefined
  }
}

const isDigits = (cell: string): boolean => /^-?\d+(?:\.\d+)?$/.test(cell)

const types: Readonly<Record<ColumnKind, { readonly ddl: string; readonly decode: Decode }>> = {
  text: { ddl: 'VARCHAR', decode: text },
  enum: { ddl: 'VARCHAR', decode: text },
  integer: { ddl: 'BIGINT', decode: integer },
  bigint: { ddl: 'BIGINT', decode: bigint },
  real: { ddl: 'DOUBLE', decode: real },
  decimal: { ddl: 'DECIMAL', decode: decimal },
  boolean: { ddl: 'BOOLEAN', decode: boolean },
  timestamp: { ddl: 'TIMESTAMPTZ', decode: timestamp },
  date: { ddl: 'DATE', decode: date },
  json: { ddl: 'JSON', decode: json },
  bytes: { ddl: 'BLOB', decode: bytes },
  uuid: { ddl: 'UUID', decode: uuid },
}

const ranges: { readonly [K in ColumnKind]?: NonNullable<ColumnType['range']> } = {
  integer: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  real: [-Number.MAX_VALUE, Number.MAX_VALUE],
}

/** The engine's own default when a decimal names no precision, written out. */
const decimalDdl = (precision = 18, scale = 3): string => `DECIMAL(${precision}, ${scale})`

export const columnType = ({
  kind,
  precision,
  scale,
}: Pick<Column, 'kind' | 'precision' | 'scale' | 'collation'>): ColumnType => {
  const { ddl, decode } = types[kind]
  const range = ranges[kind]
  return {
    ddl: kind === 'decimal' ? decimalDdl(precision, scale) : ddl,
    ...(range === undefined ? {} : { range }),
    encode: kind === 'json' ? (value): Bound => JSON.stringify(value) : (value): Bound => value as Bound,
    decode,
  }
}
