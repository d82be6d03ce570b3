import type { Call } from '../../database/executor.ts'
import type { Shape } from '../../database/keyed-operation.ts'
import type { Statement } from '../../database/statement.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import type { CheckedRow } from '../../door/new-row.ts'
import type { Predicate } from '../../door/predicate.ts'
import { RowCodec } from '../../tables/row-codec.ts'
import { StatementText } from '../../tables/statement-text.ts'
import { capturedHere, capturing } from '../changes/capture.ts'
import { exactRows } from './exact-rows.ts'
import { keyText, ownShape, writeOne, writeShaped } from './keyed-statement.ts'
import type { RecordRow } from './read-rows.ts'
import { PerTable } from './per-table.ts'
import type { RecordsTable } from './records-table.ts'
import { together } from './together.ts'
import { checkParents, parentsToCheck } from './references/parents.ts'
import { columnList, wholeRowReader } from './row-reader.ts'
import { rowsText } from './rows-text.ts'
import { isKnown, stampNow, stampRow, type Stamped } from './stamps.ts'
import { storedRow } from './stored-row.ts'

/** Inserts one row and gives it back: as it was stored, or as the server says where it alone knows the time. */
export const insertRow = async (table: RecordsTable, row: CheckedRow, call: Call): Promise<RecordRow> => {
  const stamped = stampRow(table, row, stampNow(table))
  const references = parentsToCheck(table)
  if (references.length === 0) return insertStamped(table, stamped, call)
  return together(table, call.signal, async (inside) => {
    await checkParents(inside, references, [stamped as readonly ColumnValue[]], call)
    return insertStamped(inside, stamped, call)
  })
}

const insertStamped = (table: RecordsTable, stamped: readonly Stamped[], call: Call): Promise<RecordRow> =>
  capturedHere(table) === undefined
    ? insertOne(table, stamped, call)
    : capturing(
        table,
        call,
        sameKey(table, [stamped]),
        (inside) => insertOne(inside, stamped, call),
        'insert',
      )

/** The rows with the keys of these. */
export const sameKey = (table: RecordsTable, rows: readonly (readonly Stamped[])[]): Predicate =>
  exactRows(
    table.key,
    rows.map((row) => {
      const values = keyOf(table, row)
      return Object.fromEntries(table.key.map(({ property }, at) => [property, values[at]]))
    }),
  )

const insertOne = async (
  table: RecordsTable,
  stamped: readonly Stamped[],
  call: Call,
): Promise<RecordRow> => {
  const key = keyText(keyOf(table, stamped))
  if (isKnown(stamped)) {
    const { codec, shape } = plain.get(table, plainInsert)
    await writeShaped(table, shape, codec.encode([...stamped]), key, call)
    return storedRow(table.schema, stamped)
  }
  const cells = await writeOne(table, insertStatement(table, stamped), key, call)
  return wholeRowReader(table)(cells!)
}

/** An insert whose values are all known here: its text is the same for every row. */
interface PlainInsert {
  readonly codec: RowCodec
  readonly shape: Shape
}

const plain = new PerTable<PlainInsert>()

const plainInsert = ({ dialect, schema, name }: RecordsTable): PlainInsert => {
  const values = schema.columns.map((_, index) => dialect.placeholder(index + 1))
  const text = `insert into ${name} (${columnList(dialect, schema.columns, '')}) values (${values.join(', ')})`
  return { codec: new RowCodec(dialect, schema), shape: ownShape(schema, 'INSERT', text) }
}

/** With the server's own time among the values, the row comes back. */
const insertStatement = (table: RecordsTable, stamped: readonly Stamped[]): Statement => {
  const { dialect, schema, name } = table
  const text = new StatementText(dialect)
  const values = rowsText(table, text, [stamped])
  const columns = columnList(dialect, schema.columns, '')
  return text.finish(
    `insert into ${name} (${columns}) ${values} returning ${columns}`,
    table.summary('INSERT'),
  )
}

/** The values of the key in a row. */
export const keyOf = ({ schema, key }: RecordsTable, values: readonly Stamped[]): readonly Stamped[] =>
  key.map((column) => values[schema.columns.indexOf(column)]!)
