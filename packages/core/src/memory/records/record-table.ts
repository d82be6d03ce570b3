import type { ColumnSchema, TableSchema, UniqueSchema } from '../../contracts/table.ts'
import { checkFilter } from '../../door/filter.ts'
import type { Predicate } from '../../door/predicate.ts'
import { requireColumn } from '../../door/table.ts'
import { HoldfastError } from '../../errors.ts'
import { matches } from './predicate.ts'
import { type RowValues, textOf, textUnlessNull, valueAt } from './row-values.ts'

/** A unique constraint, and which row holds which of its values. */
interface Unique {
  readonly constraint: UniqueSchema
  readonly columns: readonly ColumnSchema[]
  readonly rows: Map<string, RowValues>
}

interface Check {
  readonly name: string
  readonly predicate: Predicate
}

/** The rows of one table, of all tenants, deleted ones too. It never holds two rows with one key, nor a row that a check refuses. */
export class RecordTable {
  readonly schema: TableSchema
  readonly key: readonly ColumnSchema[]
  readonly #rows: Map<string, RowValues>
  readonly #uniques: readonly Unique[]
  readonly #checks: readonly Check[]
  readonly #deletedAt: ColumnSchema | undefined

  constructor(schema: TableSchema, from?: RecordTable) {
    this.schema = schema
    this.key = columnsOf(schema, schema.primaryKey)
    this.#rows = new Map(from === undefined ? [] : from.#rows)
    this.#uniques = schema.uniques.map((constraint, index) => ({
      constraint,
      columns: columnsOf(schema, constraint.columns),
      rows: new Map(from === undefined ? [] : from.#uniques[index]?.rows),
    }))
    this.#checks =
      from !== undefined
        ? from.#checks
        : schema.checks.map(({ name, where }) => ({
            name,
            predicate: checkFilter(schema, where, 'check a row'),
          }))
    this.#deletedAt = schema.columns.find(({ property }) => property === schema.deletedAt)
  }

  copy(): RecordTable {
    return new RecordTable(this.schema, this)
  }

  rows(): Iterable<RowValues> {
    return this.#rows.values()
  }

  /** The row whose key is this text, made by `textOf` from the columns of the key. */
  get(text: string): RowValues | undefined {
    return this.#rows.get(text)
  }

  /** The row with these values in the columns of the key, or of a unique constraint: of such, active rows only. */
  find(columns: readonly string[], text: string): RowValues | undefined {
    const wanted = columns.join()
    if (this.schema.primaryKey.join() === wanted) return this.#rows.get(text)
    return this.#uniques.find(({ constraint }) => constraint.columns.join() === wanted)?.rows.get(text)
  }

  isActive(row: RowValues): boolean {
    return this.#deletedAt === undefined || valueAt(row, this.#deletedAt) === null
  }

  /** Throws `check`. */
  requireChecks(row: RowValues, action: string): void {
    const refused = this.#checks.find(({ predicate }) => !matches(predicate, row))
    if (refused !== undefined) throw this.#error('check', action, 'a check refuses the row', refused.name)
  }

  /** Throws `check` and `duplicate`, and has then changed nothing. */
  add(row: RowValues, action: string): void {
    this.requireChecks(row, action)
    const text = textOf(row, this.key)
    if (this.#rows.has(text)) {
      const reason = 'a row with the same primary key exists'
      throw this.#error('duplicate', action, reason, undefined, this.schema.primaryKey)
    }
    const held = this.#held(row)
    const taken = held.find(({ unique, text }) => unique.rows.has(text))?.unique.constraint
    if (taken !== undefined) {
      const reason = `a row with the same ${taken.columns.join(', ')} exists`
      throw this.#error('duplicate', action, reason, taken.name, taken.columns)
    }
    this.#rows.set(text, row)
    for (const { unique, text } of held) unique.rows.set(text, row)
  }

  remove(row: RowValues): void {
    this.#rows.delete(textOf(row, this.key))
    for (const { unique, text } of this.#held(row)) unique.rows.delete(text)
  }

  /** The unique values that the row keeps others from having: none where a column is null, or the row is deleted. */
  #held(row: RowValues): readonly { readonly unique: Unique; readonly text: string }[] {
    if (!this.isActive(row)) return []
    return this.#uniques.flatMap((unique) => {
      const text = textUnlessNull(row, unique.columns)
      return text === undefined ? [] : [{ unique, text }]
    })
  }

  #error(
    code: 'check' | 'duplicate',
    action: string,
    reason: string,
    constraint: string | undefined,
    columns?: readonly string[],
  ): HoldfastError {
    const details = { table: this.schema.name, constraint, columns }
    return new HoldfastError(code, `Cannot ${action}: ${reason}`, details)
  }
}

export const columnsOf = (schema: TableSchema, properties: readonly string[]): readonly ColumnSchema[] =>
  properties.map((property) => requireColumn(schema, property, 'use a table'))
