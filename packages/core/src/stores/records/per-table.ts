import type { TableSchema } from '../../contracts/table.ts'
import type { Dialect } from '../../database/dialect.ts'

interface Spelt {
  readonly dialect: Dialect
  readonly schema: TableSchema
}

/** What is built once for a definition and a dialect: `records(table)` is called anew everywhere, and its objects live as short as the call. */
export class PerTable<T> {
  readonly #built = new WeakMap<Dialect, WeakMap<TableSchema, T>>()

  get<S extends Spelt>(table: S, build: (table: S) => T): T {
    let ofDialect = this.#built.get(table.dialect)
    if (ofDialect === undefined) this.#built.set(table.dialect, (ofDialect = new WeakMap()))
    let found = ofDialect.get(table.schema)
    if (found === undefined) ofDialect.set(table.schema, (found = build(table)))
    return found
  }
}
