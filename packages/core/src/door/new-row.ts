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

/** A value for each column of the table, in their order. Its owner may complete it in place. */
export type CheckedRow = (ColumnValue | FilledIn)[]

/** Checks new rows of one table; it is made once for many of them. */
export class NewRows {
  readonly #schema: TableSchema
  readonly #tenant: string | undefined
  readonly #properties: ReadonlySet<string>
  /** The names of the last row, and which columns are among them: rows are nearly always made alike. */
  #names: readonly string[] = []
  #isNamed: readonly boolean[]

  constructor(schema: TableSchema, tenant: string | undefined) {
    this.#schema = schema
    this.#tenant = tenant
    this.#properties = new Set(schema.columns.map(({ property }) => property))
    this.#isNamed = schema.columns.map(() => false)
  }

  /** In a fresh array, or in `into`, which a load uses again for a later row. */
  check(row: unknown, action: Action, into: CheckedRow = this.blank()): CheckedRow {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw new TypeError(`Cannot ${said(action)}: a row must be an object`)
    }
    const given = row as Readonly<Record<string, unknown>>
    this.#checkNames(given, action)
    const { columns } = this.#schema
    const isNamed = this.#isNamed
    for (let index = 0; index < columns.length; index++) {
      const column = columns[index]!
      const { property } = column
      // A property that is not enumerable is none of the names.
      const value = isNamed[index]! || Object.hasOwn(given, property) ? given[property] : undefined
      into[index] = value === undefined ? this.#missing(column, action) : this.#given(column, value, action)
    }
    return into
  }

  /** A row to check into. */
  blank(): CheckedRow {
    return this.#schema.columns.map(() => null)
  }

  #checkNames(given: object, action: Action): void {
    const names = Object.keys(given)
    const last = this.#names
    let same = 0
    while (same < names.length && names[same] === last[same]) same++
    if (same === names.length && same === last.length) return
    for (const name of names) if (!this.#properties.has(name)) requireColumn(this.#schema, name, said(action))
    this.#names = names
    this.#isNamed = this.#schema.columns.map(({ property }) => names.includes(property))
  }

  #given(column: ColumnSchema, value: unknown, action: Action): ColumnValue {
    const { keeps, property } = column
    if (keeps === undefined && value !== null) return checkColumnValue(column, value, action)
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
