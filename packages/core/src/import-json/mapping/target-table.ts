import type { AnyTable, ColumnSchema, TableSchema } from '../../contracts/table.ts'
import { checkColumnValue, type ColumnValue } from '../../door/column-value.ts'
import { NewRows } from '../../door/new-row.ts'
import { brokenCheck } from '../../door/row-checks.ts'
import { requireTable } from '../../door/table.ts'
import { encodeValue } from '../../door/portable-text.ts'
import { HoldfastError } from '../../errors.ts'
import { canonicalJson } from '../json/write-json.ts'
import type { ExactJson } from '../json/exact-json.ts'
import { derivedKey } from './derived-key.ts'
import type { AnyRow, JsonSource } from './mapping.ts'

/** A row that its table will take, as far as can be told without the engine. */
export interface PreparedRow {
  readonly row: AnyRow
  /** Its primary key, as values and as one text. */
  readonly values: readonly ColumnValue[]
  readonly key: string
}

const action = 'import a row'

/** One table of a mapping, as rows are made for it and read from it. */
export class TargetTable {
  readonly name: string
  readonly table: AnyTable
  readonly schema: TableSchema
  /** The columns of the primary key, without the tenant. */
  readonly keyColumns: readonly ColumnSchema[]
  readonly #rows: NewRows

  constructor(name: string, table: AnyTable, tenant: string | undefined) {
    this.name = name
    this.table = table
    this.schema = requireTable(table, action)
    this.#rows = new NewRows(this.schema, tenant)
    const { primaryKey, columns } = this.schema
    this.keyColumns = primaryKey
      .filter((property) => property !== this.schema.tenant)
      .map((property) => columns.find((column) => column.property === property)!)
  }

  /** Checks a row and completes its key. Throws what the table would. */
  prepare(given: AnyRow, number: number, source: JsonSource, run: string): PreparedRow {
    if (given instanceof Promise)
      throw new TypeError(`Cannot ${action}: "rows" must answer at once, without a promise`)
    if (typeof given !== 'object' || given === null)
      throw new TypeError(`Cannot ${action}: "rows" gave what is no row`)
    const row = this.#withKey(given, number, source, run)
    const checked = this.#rows.check(row, action)
    const known = checked.filter((value): value is ColumnValue => typeof value !== 'symbol')
    const broken = known.length === checked.length ? brokenCheck(this.schema, known, action) : undefined
    if (broken !== undefined) throw broken
    const values = this.keyColumns.map((column) => checkColumnValue(column, row[column.property], action))
    return { row, values, key: JSON.stringify(values.map(encodeValue)) }
  }

  keyOf(row: AnyRow): string {
    const { keyColumns } = this
    return JSON.stringify(
      keyColumns.map((column) => encodeValue(checkColumnValue(column, row[column.property], action))),
    )
  }

  /** One text for a row as it was read. */
  textOf(row: AnyRow): string {
    const values = this.schema.columns.map(({ property, kind }) => {
      const value = row[property]
      if (value === null || value === undefined) return null
      return kind === 'json' ? canonicalJson(value as ExactJson) : encodeValue(value as ColumnValue)
    })
    return JSON.stringify([this.schema.name, ...values])
  }

  #withKey(row: AnyRow, number: number, { path, pointer }: JsonSource, run: string): AnyRow {
    const [column, ...others] = this.keyColumns
    if (column === undefined || (row[column.property] !== undefined && row[column.property] !== null))
      return row
    if (others.length > 0 || (column.kind !== 'text' && column.kind !== 'uuid')) {
      throw new HoldfastError('not-null', `Cannot ${action}: it has no value for its primary key`, {
        table: this.schema.name,
        columns: [column.property],
      })
    }
    return { ...row, [column.property]: derivedKey(run, path, pointer, this.schema.name, number) }
  }
}
