import type { Call } from '../../database/executor.ts'
import type { Statement } from '../../database/statement.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import type { CheckedRow } from '../../door/new-row.ts'
import { StatementText } from '../../tables/statement-text.ts'
import { writeOne } from './keyed-statement.ts'
import { readerOf, type RecordRow } from './read-rows.ts'
import { together, type RecordsTable } from './records-table.ts'
import { checkParents, parentsToCheck } from './references/parents.ts'
import { columnList } from './row-reader.ts'
import { isKnown, stampNow, stampRow, stampText, type Stamped } from './stamps.ts'
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

const insertStamped = async (
  table: RecordsTable,
  stamped: readonly Stamped[],
  call: Call,
): Promise<RecordRow> => {
  const known = isKnown(stamped)
  const cells = await writeOne(table, insertStatement(table, stamped, !known), keyText(table, stamped), call)
  return known ? storedRow(table.schema, stamped) : readerOf(table, table.schema.columns)(cells!)
}

const insertStatement = (
  table: RecordsTable,
  stamped: readonly Stamped[],
  isReturning: boolean,
): Statement => {
  const { dialect, schema, name } = table
  const text = new StatementText(dialect)
  const values = schema.columns.map((column, index) => stampText(text, column, stamped[index]!))
  const insert = `insert into ${name} (${columnList(dialect, schema.columns, '')}) values (${values.join(', ')})`
  const returning = isReturning ? ` returning ${columnList(dialect, schema.columns, '')}` : ''
  return text.finish(insert + returning, table.summary('INSERT'))
}

/** What orders the writes of one row in a batch. */
export const keyText = ({ schema, key }: RecordsTable, values: readonly Stamped[]): string =>
  key.map((column) => String(values[schema.columns.indexOf(column)])).join('\u0001')
