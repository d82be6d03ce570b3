import type { Database, Statement as Native } from 'better-sqlite3'
import type { Bound, Result, Statement } from '@holdfast/core'
import { bindAll, readRow, readRows } from '../cells.ts'
import { keyword } from './keyword.ts'
import { positions } from './placeholders.ts'
import { Recent } from './recent.ts'
import type { Positions } from './placeholders.ts'

/** As in `count(*)`, which names no column. */
const allRows = /\(\s*\*\s*\)/g

const none: Result['rows'] = []

/** A statement as one connection has prepared it. */
export class Prepared {
  readonly native: Native
  readonly reader: boolean
  readonly #positions: Positions
  readonly #counts: boolean
  readonly #steady: boolean
  #columns: readonly string[] | undefined

  constructor(handle: Database, text: string) {
    this.#positions = positions(text)
    this.native = handle.prepare(this.#positions.text)
    this.reader = this.native.reader
    this.native.safeIntegers(true)
    if (this.reader) this.native.raw(true)
    this.#counts = this.reader && !this.native.readonly && !['pragma', 'explain'].includes(keyword(text))
    this.#steady = this.reader && !text.replaceAll(allRows, '').includes('*')
  }

  /** With `one` the statement is known to have one row at most, and the engine is left as soon as it is there. */
  run(values: readonly Bound[], one = false): Result {
    const bound = this.bind(values)
    if (!this.reader) {
      const { changes, lastInsertRowid } = this.native.run(...bound)
      return { columns: [], rows: [], affected: changes, insertId: lastInsertRowid as bigint }
    }
    const rows = one ? this.#first(bound) : readRows(this.native.all(...bound) as unknown[][])
    const affected = this.#counts ? rows.length : 0
    return this.#steady ? new Rows(this, rows, affected) : { columns: this.columns, rows, affected }
  }

  /** The arguments that bind these values. */
  bind(values: readonly Bound[]): readonly unknown[] {
    const { order, count, named } = this.#positions
    if (count !== undefined && values.length !== count) {
      throw new RangeError(`Too ${values.length < count ? 'few' : 'many'} parameter values were provided`)
    }
    const bound = bindAll(values)
    const ordered = order === undefined ? bound : order.map((index) => bound[index])
    // A long list goes as one argument: arguments live on the stack.
    if (!named) return ordered.length > 100 ? [ordered] : ordered
    const byNumber: Record<number, unknown> = {}
    for (let i = 0; i < ordered.length; i++) byNumber[i + 1] = ordered[i]
    return [byNumber]
  }

  #first(bound: readonly unknown[]): Result['rows'] {
    const row = this.native.get(...bound) as unknown[] | undefined
    return row === undefined ? none : [readRow(row)]
  }

  // Asking costs as much as a point read. What `*` stands for changes with the schema, everything else cannot.
  get columns(): readonly string[] {
    if (!this.reader) return []
    if (this.#columns !== undefined) return this.#columns
    const columns = this.native.columns().map((column) => column.name)
    if (this.#steady) this.#columns = columns
    return columns
  }
}

/** A result whose column names are asked for only when somebody reads them; stores read rows by position. */
class Rows implements Result {
  readonly rows: Result['rows']
  readonly affected: number
  readonly #prepared: Prepared

  constructor(prepared: Prepared, rows: Result['rows'], affected: number) {
    this.#prepared = prepared
    this.rows = rows
    this.affected = affected
  }

  get columns(): readonly string[] {
    return this.#prepared.columns
  }
}

/** Every transaction sends one of these. */
const everywhere: ReadonlySet<string> = new Set(['COMMIT', 'ROLLBACK'])

/** The prepared statements of one connection, by text. */
export class PreparedStatements {
  readonly #handle: Database
  readonly #kept = new Recent<Prepared>(500)

  constructor(handle: Database) {
    this.#handle = handle
  }

  get(statement: Statement): Prepared {
    const known = this.#kept.get(statement.text)
    if (known !== undefined) return known
    const prepared = new Prepared(this.#handle, statement.text)
    if (statement.cache || everywhere.has(statement.text)) this.#kept.set(statement.text, prepared)
    return prepared
  }
}
