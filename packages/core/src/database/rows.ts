import type { Column, Columns } from '../contracts/column.ts'
import { HoldfastError } from '../errors.ts'
import type { Dialect } from './dialect.ts'
import type { DriverCell, Result } from './statement.ts'

type Decode = (cell: DriverCell) => unknown

export const refuseDuplicateNames = (names: readonly string[], action: string): void => {
  const duplicate = names.find((name, index) => names.indexOf(name) !== index)
  if (duplicate === undefined) return
  throw new HoldfastError(
    'invalid-value',
    `Cannot ${action}: two columns are named "${duplicate}"; give one an alias`,
  )
}

/** Turns positional rows into objects: portable values when columns were named, native-normalised ones otherwise. */
export const rowReader = (
  names: readonly string[],
  columns: Columns | undefined,
  dialect: Dialect,
  action: string,
): ((row: Result['rows'][number]) => unknown) => {
  refuseDuplicateNames(names, action)
  const missing = Object.keys(columns ?? {}).find((name) => !names.includes(name))
  if (missing !== undefined) {
    throw new HoldfastError('no-column', `Cannot ${action}: the result has no column "${missing}"`)
  }
  const decodes = names.map((name): Decode => {
    const column = columns === undefined || !Object.hasOwn(columns, name) ? undefined : columns[name]
    return column === undefined ? rawDecoder(name, action) : columnDecoder(column, name, dialect, action)
  })
  return (row) => {
    const object: Record<string, unknown> = {}
    for (let index = 0; index < names.length; index++)
      putCell(object, names[index]!, decodes[index]!(row[index]!))
    return object
  }
}

/** Sets a column of a row, whatever its name is. */
export const putCell = (object: Record<string, unknown>, name: string, value: unknown): void => {
  if (name !== '__proto__') object[name] = value
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}

const rawDecoder =
  (name: string, action: string): Decode =>
  (cell) => {
    if (typeof cell !== 'bigint' && !Array.isArray(cell)) return cell
    if (Array.isArray(cell)) return cell.map(rawDecoder(name, action))
    throw new HoldfastError(
      'out-of-range',
      `Cannot ${action}: column "${name}" holds a whole number beyond ±(2^53 − 1); read it with .as({ …: bigint() })`,
    )
  }

const columnDecoder = (column: Column, name: string, dialect: Dialect, action: string): Decode => {
  const { decode } = dialect.columnType(column)
  return (cell) => {
    if (cell === null) {
      if (column.isNullable) return null
      throw new HoldfastError(
        'invalid-value',
        `Cannot ${action}: column "${name}" is null; read it with .nullable()`,
      )
    }
    const value = decode(cell)
    if (value !== undefined) return value
    throw new HoldfastError(
      'invalid-value',
      `Cannot ${action}: column "${name}" does not hold a value of type ${column.kind}`,
    )
  }
}
