import type { ColumnValue } from '../../door/column-value.ts'
import { RowCodec } from '../../tables/row-codec.ts'
import { StatementText } from '../../tables/statement-text.ts'
import { PerTable } from './per-table.ts'
import type { RecordsTable } from './records-table.ts'
import { isKnown, serverTime, type Stamped } from './stamps.ts'

interface Kept {
  readonly codec: RowCodec
  /** By the number of rows, and where the server's time stands in each. */
  readonly texts: Map<string, string>
}

const kept = new PerTable<Kept>()

/** Few come up: a full statement, the rest of a call, one row alone. */
const mostTexts = 100

/**
 * Binds rows as the first parameters of a statement and gives back what stands behind the columns of its `insert`. The server's time is in the same columns
 * of each, as `timePlaces` tells.
 */
export const rowsText = (
  table: RecordsTable,
  text: StatementText,
  rows: readonly (readonly Stamped[])[],
): string => {
  const { codec, texts } = kept.get(table, ({ dialect, schema }) => ({
    codec: new RowCodec(dialect, schema),
    texts: new Map<string, string>(),
  }))
  const { packedRows } = table.dialect.tables
  if (packedRows !== undefined && rows.length > 1 && isKnown(rows[0]!)) {
    const { columns } = table.schema
    const encoded = (rows as readonly (readonly ColumnValue[])[]).map((row) => codec.encode([...row]))
    return packedRows.select(columns, text.bind(packedRows.pack(columns, encoded)))
  }
  const id = `${rows.length}:${timePlaces(rows[0]!)}`
  let known = texts.get(id)
  if (known === undefined) {
    if (texts.size >= mostTexts) texts.clear()
    texts.set(id, (known = writtenOut(table, rows)))
  }
  for (const row of rows) text.bindAll(codec.encode(row.map(nullForTime)))
  return `values ${known}`
}

/** Which columns take the server's time. */
export const timePlaces = (row: readonly Stamped[]): string => {
  let places = ''
  for (let index = 0; index < row.length; index++) if (row[index] === serverTime) places += `${index} `
  return places
}

const nullForTime = (value: Stamped): ColumnValue => (value === serverTime ? null : value)

const writtenOut = ({ dialect }: RecordsTable, rows: readonly (readonly Stamped[])[]): string => {
  const text = new StatementText(dialect)
  const written = rows.map((row) => {
    const places = row.map((value) => {
      const place = text.bind(null)
      return value === serverTime ? dialect.nowTimestamp(place) : place
    })
    return `(${places.join(', ')})`
  })
  return written.join(', ')
}
