import type { ColumnSchema, TableSchema } from '../../contracts/table.ts'
import { HoldfastError } from '../../errors.ts'
import type { ExactJson } from '../json/exact-json.ts'
import { isJsonObject } from '../json/is-json-object.ts'
import { canonicalDecimal, JsonNumber, numberOf, textOf } from '../json/json-number.ts'
import type { AnyRow, JsonSource } from './mapping.ts'

/** The row of a record whose properties are the columns. Throws for one that would not come back as it is. */
export const defaultRows = (schema: TableSchema, value: ExactJson, { key }: JsonSource): AnyRow => {
  if (!isJsonObject(value)) throw misfit('the record is no object; give "rows" and "back"')
  const row: Record<string, unknown> = {}
  for (const [property, member] of Object.entries(value)) {
    const column = columnsOf(schema).find((one) => one.property === property)
    if (column === undefined) {
      throw misfit(`the table has no column "${property.slice(0, 100)}"; add it, or give "rows" and "back"`)
    }
    row[property] = member === null ? null : toColumn(column, member)
  }
  if (key === undefined) return row
  const own = keyColumn(schema)
  if (Object.hasOwn(value, own)) throw misfit(`the entry has a property "${own}" beside its key`)
  return { ...row, [own]: key }
}

/** The record of a row, with every column that the library does not keep by itself. */
export const defaultBack = (schema: TableSchema, row: AnyRow, { key }: JsonSource): ExactJson => {
  const left = key === undefined ? undefined : keyColumn(schema)
  const members = columnsOf(schema)
    .filter(({ property }) => property !== left)
    .map((column): [string, ExactJson] => [column.property, fromColumn(column, row[column.property])])
  return Object.fromEntries(members)
}

/** The message names properties and columns, never a value. */
const misfit = (reason: string): HoldfastError =>
  new HoldfastError('invalid-value', `Cannot import a record: ${reason}`)

const columnsOf = ({ columns }: TableSchema): readonly ColumnSchema[] =>
  columns.filter(({ keeps }) => keeps === undefined || keeps === 'created' || keeps === 'updated')

const keyColumn = ({ primaryKey, tenant }: TableSchema): string => {
  const own = primaryKey.filter((property) => property !== tenant)
  if (own.length !== 1) throw misfit('the primary key is more than one column; give "rows" and "back"')
  return own[0]!
}

const toColumn = (column: ColumnSchema, value: Exclude<ExactJson, null>): unknown => {
  switch (column.kind) {
    case 'bigint':
      return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value
    case 'decimal':
      if (typeof value === 'number') return plainDecimal(textOf(value))
      return value instanceof JsonNumber || typeof value === 'bigint'
        ? plainDecimal(String(value))
        : notOf(column)
    case 'timestamp':
      if (typeof value !== 'string' || !isInstant(value)) return notOf(column)
      return new Date(value)
    case 'bytes':
      if (typeof value !== 'string' || !isBase64(value)) return notOf(column)
      return new Uint8Array(Buffer.from(value, 'base64'))
    default:
      return value
  }
}

const fromColumn = (column: ColumnSchema, value: unknown): ExactJson => {
  if (value === null || value === undefined) return null
  if (column.kind === 'decimal') return numberOf(value as string)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return value as ExactJson
}

const notOf = ({ property, kind }: ColumnSchema): never => {
  const forms: Partial<Record<ColumnSchema['kind'], string>> = {
    timestamp: 'an instant as toISOString writes it',
    bytes: 'base64',
    decimal: 'a number',
  }
  throw misfit(`"${property}" is not ${forms[kind]}; give "rows" and "back"`)
}

const isInstant = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString() === text

const isBase64 = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') === text

/** The longest number that is written out for a decimal column, which holds less. */
const longest = 100

/** A number without an exponent. */
const plainDecimal = (text: string): string => {
  const [, sign = '', digits = '0', power = '0'] =
    /^(-?)(\d+)(?:e(-?\d+))?$/.exec(canonicalDecimal(text)) ?? []
  const places = -Number(power)
  if (Math.abs(places) > longest) throw misfit('a number is too long for a decimal')
  if (places <= 0) return sign + digits + '0'.repeat(-places)
  const padded = digits.padStart(places + 1, '0')
  return `${sign}${padded.slice(0, -places)}.${padded.slice(-places)}`
}
