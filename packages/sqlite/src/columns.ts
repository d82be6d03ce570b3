import { HoldfastError } from '@holdfast/core'
import type { Column, ColumnType, DriverCell } from '@holdfast/core'
import { decimalType } from './engine/decimals.ts'
import { dateType, timestampType } from './engine/times.ts'

const asIs = (value: unknown): never => value as never
const textOnly = (cell: DriverCell): unknown => (typeof cell === 'string' ? cell : undefined)
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

/** The engine's five storage classes carry every portable type; `decode` answers undefined for what does not fit. */
export function columnType(column: Pick<Column, 'kind' | 'precision' | 'scale' | 'collation'>): ColumnType {
  switch (column.kind) {
    case 'text':
    case 'enum':
      return { ddl: 'TEXT', encode: asIs, decode: textOnly }
    case 'integer':
      return {
        ddl: 'INTEGER',
        range: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
        encode: asIs,
        decode: (cell) => (Number.isSafeInteger(cell) ? cell : undefined),
      }
    case 'bigint':
      return { ddl: 'INTEGER', encode: asIs, decode: decodeBigint }
    case 'real':
      return { ddl: 'REAL', range: [-Number.MAX_VALUE, Number.MAX_VALUE], encode: asIs, decode: decodeReal }
    case 'decimal':
      return decimalType(column.precision, column.scale)
    case 'boolean':
      return {
        ddl: 'INTEGER',
        range: [0, 1],
        encode: asIs,
        decode: (cell) => (cell === 1 ? true : cell === 0 ? false : undefined),
      }
    case 'timestamp':
      return timestampType
    case 'date':
      return dateType
    case 'json':
      return { ddl: 'TEXT', encode: (value) => JSON.stringify(value), decode: decodeJson }
    case 'bytes':
      return { ddl: 'BLOB', encode: asIs, decode: (cell) => (cell instanceof Uint8Array ? cell : undefined) }
    case 'uuid':
      return { ddl: 'TEXT', encode: asIs, decode: decodeUuid }
    default:
      throw new HoldfastError('unsupported', `SQLite has no column of the kind ${String(column.kind)}.`)
  }
}

function decodeBigint(cell: DriverCell): unknown {
  if (typeof cell === 'bigint') return cell
  return Number.isSafeInteger(cell) ? BigInt(cell as number) : undefined
}

// An integer is a real too, unless its last digits would be lost.
function decodeReal(cell: DriverCell): unknown {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : undefined
  return typeof cell === 'bigint' && BigInt(Number(cell)) === cell ? Number(cell) : undefined
}

function decodeJson(cell: DriverCell): unknown {
  if (typeof cell !== 'string') return undefined
  try {
    return JSON.parse(cell)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const decodeUuid = (cell: DriverCell): unknown => {
  if (typeof cell !== 'string') return undefined
  if (uuid.test(cell)) return cell
  const text = cell.toLowerCase()
  return uuid.test(text) ? text : undefined
}
