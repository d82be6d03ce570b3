import type { Columns, RowOf } from '../contracts/column.ts'
import type { Bindable, Row, SqlQuery } from '../contracts/sql.ts'
import { encodeJson } from '../door/json.ts'
import { checkName } from '../door/name.ts'

/** A piece of a statement: text, a quoted identifier, a value to bind, a list without a value, or a whole finished text. */
export type Part =
  | { readonly text: string; readonly isRaw?: true }
  | { readonly identifier: readonly string[] }
  | { readonly value: unknown }
  | { readonly emptyList: true }
  | { readonly compiled: string; readonly parameters: readonly unknown[] }

const brand = Symbol.for('holdfast.sql.1')

/** A statement that is still independent of an engine. Immutable. */
export class Query<R = Row> implements SqlQuery<R> {
  readonly parts: readonly Part[]
  readonly columns: Columns | undefined

  constructor(parts: readonly Part[], columns?: Columns) {
    this.parts = parts
    this.columns = columns
    Object.defineProperty(this, brand, { value: true })
  }

  as<C extends Columns>(columns: C): Query<RowOf<C>> {
    for (const [name, column] of Object.entries(columns)) {
      if (typeof column?.kind !== 'string')
        throw new TypeError(`Cannot read column "${name}" as given: use text(), integer() …`)
    }
    return new Query<RowOf<C>>(this.parts, columns)
  }
}

export const isQuery = (value: unknown): value is Query =>
  typeof value === 'object' && value !== null && brand in value

const tag = (strings: TemplateStringsArray, ...values: readonly unknown[]): Query => {
  if (!Array.isArray(strings) || !Array.isArray(strings.raw)) {
    throw new TypeError(
      'Cannot make a statement from a string: write it as a template, sql`…`, or say sql.raw(text)',
    )
  }
  const parts: Part[] = [{ text: strings[0]! }]
  for (const [index, value] of values.entries()) {
    if (isQuery(value)) for (const part of partsOf(value)) parts.push(part)
    else parts.push({ value })
    parts.push({ text: strings[index + 1]! })
  }
  return new Query(parts)
}

/** The parts of a fragment. A finished text has counted its parameters already, so nothing can stand beside it. */
const partsOf = (fragment: Query): readonly Part[] => {
  if (fragment.parts.some((part) => 'compiled' in part))
    throw new TypeError('Cannot insert a statement made by sql.compiled: it is whole; run it by itself')
  return fragment.parts
}

const identifier = (...names: readonly string[]): Query => {
  if (names.length === 0) throw new TypeError('Cannot quote an identifier: give at least one name')
  return new Query([
    { identifier: names.map((name) => checkName(name, 'identifier', 'quote an identifier')) },
  ])
}

const list = (values: readonly Bindable[]): Query => {
  if (!Array.isArray(values)) throw new TypeError('Cannot make a list: give an array of values')
  if (values.length === 0) return new Query([{ emptyList: true }])
  const parts = values.flatMap((value, index): Part[] => [
    { text: index === 0 ? '(' : ', ', isRaw: true },
    { value },
  ])
  return new Query([...parts, { text: ')' }])
}

const join = (fragments: readonly SqlQuery[], separator: SqlQuery = new Query([{ text: ', ' }])): Query => {
  const parts: Part[] = []
  for (const [index, fragment] of fragments.entries()) {
    if (!isQuery(fragment) || !isQuery(separator))
      throw new TypeError('Cannot join: every fragment and the separator must be made by sql`…`')
    if (index > 0) for (const part of partsOf(separator)) parts.push(part)
    for (const part of partsOf(fragment)) parts.push(part)
  }
  return new Query(parts)
}

function raw(text: string): Query {
  if (typeof text !== 'string') throw new TypeError('Cannot use sql.raw: give the text of a statement')
  return new Query([{ text, isRaw: true }])
}

function compiled(text: string, parameters: readonly Bindable[] = []): Query {
  if (typeof text !== 'string')
    throw new TypeError('Cannot use sql.compiled: give the text of a statement and its parameters')
  if (!Array.isArray(parameters))
    throw new TypeError('Cannot use sql.compiled: give the parameters as an array, in order')
  return new Query([{ compiled: text, parameters: [...parameters] }])
}

const json = (value: unknown): Query =>
  new Query([{ value: encodeJson(value, 16 * 1024 * 1024, 'bind a JSON parameter') }])

/** What `sql` is: a tag, with helpers for what a parameter cannot stand for. */
export interface SqlTag {
  /** Each `${value}` is a bound parameter, each `${sql`…`}` is inserted as it is. */
  (strings: TemplateStringsArray, ...values: readonly unknown[]): SqlQuery
  /** A quoted name; several are joined by dots. */
  identifier(...names: readonly string[]): SqlQuery
  /** `(…, …)` for `in` and `not in`. Nothing is in an empty list. */
  list(values: readonly Bindable[]): SqlQuery
  /** Fragments with a separator (default a comma) between. */
  join(fragments: readonly SqlQuery[], separator?: SqlQuery): SqlQuery
  /** A parameter that holds the value's JSON text. */
  json(value: unknown): SqlQuery
  /** Text that is NOT checked: whoever controls it controls the database. */
  raw(text: string): SqlQuery
  /**
   * A whole statement that is written for the engine already, placeholders included, with their values in order: what
   * a query builder makes. The values are checked like any parameter; the text is not. It is prepared and kept by its text,
   * and cannot be inserted into another statement.
   */
  compiled(text: string, parameters?: readonly Bindable[]): SqlQuery
}

export const sql: SqlTag = Object.assign(tag, { identifier, list, join, json, raw, compiled })
