import type { KeyedCall } from '../../door/record-call.ts'
import { hasTombstone, tombstone } from '../../door/tombstone.ts'
import { StatementText } from '../../tables/statement-text.ts'
import { capturing } from '../changes/capture.ts'
import { keyText, writeOne } from './keyed-statement.ts'
import type { RecordRow } from './read-rows.ts'
import type { RecordsTable } from './records-table.ts'
import { columnList, wholeRowReader } from './row-reader.ts'
import { keptAssignments } from './update.ts'

/** Takes a soft delete back. */
export const restoreRow = (table: RecordsTable, call: KeyedCall): Promise<RecordRow | undefined> =>
  capturing(table, call, table.scoped(table.keyed(call.key), 'deleted'), (inside) => restoreOne(inside, call))

const restoreOne = async (
  table: RecordsTable,
  { key, ...call }: KeyedCall,
): Promise<RecordRow | undefined> => {
  const { schema, dialect } = table
  const text = new StatementText(dialect)
  const set = [schema.deletedAt, schema.deletedBy]
    .filter((property) => property !== undefined)
    .map((property) => `${dialect.quote(table.column(property).name)} = null`)
  if (hasTombstone(schema)) set.push(`${dialect.quote(tombstone)} = ''`)
  set.push(...keptAssignments(table, text, false))
  const sql = dialect.update({
    table: table.name,
    set: set.join(', '),
    where: text.where(table.scoped(table.keyed(key), 'deleted')),
    returning: columnList(dialect, schema.columns, ''),
  })
  const cells = await writeOne(table, text.finish(sql, table.summary('RESTORE')), keyText(key.values), call)
  return cells === undefined ? undefined : wholeRowReader(table)(cells)
}
