import type { ColumnSchema, TableSchema } from '../contracts/table.ts'
import { HoldfastError } from '../errors.ts'
import { type Action, said } from './bindable.ts'
import { checkColumnValue, type ColumnValue } from './column-value.ts'
import { requireColumn } from './table.ts'

/** Stands for what the store fills in: the statement's time, a new UUID, a new version stamp. */
const atNow: unique symbol = Symbol('now')
const aUuid: unique symbol = Symbol('uuid')
const aVersion: unique symbol = Symbol('version')
export type FilledIn = typeof atNow | typeof aUuid | typeof aVersion
export const filledIn: {
  readonly now: typeof atNow
  readonly uuid: typeof aUuid
  readonly version: typeof aVersion
} = { now: atNow, uuid: aUuid, version: aVersion }

/** A value for each column of the table, in their order. A fresh array, which its owner may complete in place. */
export type CheckedRow = (ColumnValue | FilledIn)[]

/** Checks new rows of one table; it is made once for many of them. */
export class NewRows {
  readonly #schema: TableSchema
  readonly #tenant: string | undefined
  readonly #properties: ReadonlySet<string>

  constructor(schema: TableSchema, tenant: string | undefined) {
    this.#schema = schema
    this.#tenant = tenant
    this.#properties = new Set(schema.columns.map(({ property }) => property))
  }

  check(row: unknown, action: Action): CheckedRow {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw new TypeError(`Cannot ${said(action)}: a row must be an object`)
    }
    const given = row as Readonly<Record<string, unknown>>
    for (const property of Object.keys(given)) {
      if (!this.#properties.has(property)) requireColumn(this.#schema, property, said(action))
    }
    return this.#schema.columns.map((column) => {
      const value = Object.hasOwn(given, column.property) ? given[column.property] : undefined
      return value === undefined ? this.#missing(column, action) : this.#given(column, value, action)
    })
  }

  #given(column: ColumnSchema, value: unknown, action: Action): ColumnValue {
    const { keeps, property } = column
    if (keeps === 'version' || keeps === 'deleted-at' || keeps === 'deleted-by') {
      throw new TypeError(`Cannot ${said(action)}: the column "${property}" is kept by the library`)
    }
    if (keeps === 'tenant' && this.#tenant !== undefined && value !== this.#tenant) {
      throw new TypeError(`Cannot ${said(action)}: the session is bound to another tenant`)
    }
    if (value === null && !column.isNullable) throw missing(this.#schema, column, said(action))
    return checkColumnValue(column, value, action)
  }

  #missing(column: ColumnSchema, action: Action): ColumnValue | FilledIn {
    const { keeps, property, kind, fallback } = column
    if (fallback !== undefined) {
      if ('value' in fallback) return fallback.value as ColumnValue
      return filledIn[fallback.expression]
    }
    if (keeps === 'created' || keeps === 'updated') return filledIn.now
    if (keeps === 'version') return filledIn.version
    if (keeps === 'tenant' && this.#tenant !== undefined) return this.#tenant
    if (column.isNullable) return null
    const own = this.#schema.primaryKey.filter((key) => key !== this.#schema.tenant)
    if (own.length === 1 && own[0] === property && (kind === 'text' || kind === 'uuid')) return filledIn.uuid
    throw missing(this.#schema, column, said(action))
  }
}

/** The error for a column that must have a value and is given none. */
export const missing = ({ name }: TableSchema, { property }: ColumnSchema, action: string): HoldfastError =>
  new HoldfastError('not-null', `Cannot ${action}: the column "${property}" must have a value`, {
    table: name,
    columns: [property],
  })
