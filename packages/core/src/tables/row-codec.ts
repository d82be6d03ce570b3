import type { ColumnSchema, TableSchema } from '../contracts/table.ts'
import type { Dialect } from '../database/dialect.ts'
import type { Bound } from '../database/statement.ts'
import type { ColumnValue } from '../door/column-value.ts'

type Encode = (value: unknown) => Bound

/** Binds whole rows of a table, looking up once how each column is bound. */
export class RowCodec {
  readonly #encoders: readonly (Encode | undefined)[]

  constructor(dialect: Dialect, { columns }: TableSchema) {
    this.#encoders = columns.map((column) => encoderOf(dialect, column))
  }

  /** In place: a row of values that nobody else holds becomes what is bound for it. */
  encode(row: ColumnValue[]): readonly Bound[] {
    const encoders = this.#encoders
    for (let index = 0; index < encoders.length; index++) {
      const encode = encoders[index]
      const value = row[index]!
      if (encode !== undefined && value !== null) row[index] = encode(value) as ColumnValue
    }
    return row
  }
}

/** JSON is text already, and most values are bound as they are. */
const encoderOf = (dialect: Dialect, column: ColumnSchema): Encode | undefined => {
  if (column.kind === 'json') return undefined
  return dialect.columnType(column).encode
}
