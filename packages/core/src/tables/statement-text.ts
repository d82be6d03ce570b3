import type { ColumnSchema } from '../contracts/table.ts'
import type { Dialect } from '../database/dialect.ts'
import type { Bound, Statement } from '../database/statement.ts'
import type { ColumnValue } from '../door/column-value.ts'
import type { Predicate } from '../door/predicate.ts'
import { predicateText } from './predicate-text.ts'
import { encodeValue } from './value-text.ts'

/** Collects the parameters of a statement on one table while its text is written. The table's alias is `t`. */
export class StatementText {
  readonly dialect: Dialect
  readonly alias: string = 't'
  readonly #values: Bound[] = []

  constructor(dialect: Dialect) {
    this.dialect = dialect
  }

  bind(value: Bound): string {
    this.#values.push(value)
    return this.dialect.placeholder(this.#values.length)
  }

  /** Binds values whose placeholders are in a text already, which counts them from `parameters` + 1. */
  bindAll(values: readonly Bound[]): void {
    for (const value of values) this.#values.push(value)
  }

  value(column: ColumnSchema, value: ColumnValue): string {
    return this.bind(encodeValue(this.dialect, column, value))
  }

  where(predicate: Predicate): string {
    return predicateText(predicate, this)
  }

  get parameters(): number {
    return this.#values.length
  }

  finish(text: string, summary: string): Statement {
    return { text, values: this.#values, cache: true, summary }
  }
}
