import type { ColumnSchema } from '../../contracts/table.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { DriverCell } from '../../database/statement.ts'
import { HoldfastError } from '../../errors.ts'
import { decoderOf } from '../../tables/value-text.ts'
import { PerTable } from './per-table.ts'
import type { RecordsTable } from './records-table.ts'

export type Cells = readonly DriverCell[]
export type ReadRow = (row: Cells) => Record<string, unknown>

/** Turns positional rows into objects, the first cells being `columns` behind `skip` others. */
export const rowReader = (dialect: Dialect, columns: readonly ColumnSchema[], skip = 0): ReadRow => {
  const properties = columns.map(({ property }) => property)
  const decoders = columns.map((column) => decoderOf(dialect, column))
  return (row) => {
    const object: Record<string, unknown> = {}
    for (let index = 0; index < properties.length; index++) {
      const cell = row[index + skip]!
      const value = cell === null ? null : decoders[index]!(cell)
      if (value === undefined || (cell === null && !columns[index]!.isNullable)) throw unfit(columns[index]!)
      object[properties[index]!] = value
    }
    return object
  }
}

const whole = new PerTable<ReadRow>()

/** For rows with all their columns; it is made once for a definition and dialect. */
export const wholeRowReader = (table: Pick<RecordsTable, 'dialect' | 'schema'>): ReadRow =>
  whole.get(table, ({ dialect, schema }) => rowReader(dialect, schema.columns))

export const columnList = (dialect: Dialect, columns: readonly ColumnSchema[], alias = 't'): string =>
  columns.map(({ name }) => `${alias === '' ? '' : `${alias}.`}${dialect.quote(name)}`).join(', ')

const unfit = ({ property, kind }: ColumnSchema): HoldfastError =>
  new HoldfastError(
    'invalid-value',
    `Cannot read a row: the column "${property}" does not hold a value of the type ${kind}`,
    {
      columns: [property],
    },
  )
