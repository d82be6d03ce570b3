import type { Visibility } from '../../contracts/records.ts'
import type { Call } from '../../database/executor.ts'
import type { Predicate } from '../../door/predicate.ts'
import { StatementText } from '../../tables/statement-text.ts'
import type { RecordsTable } from './records-table.ts'

/** How many of the session's rows match. */
export const countRows = async (
  table: RecordsTable,
  where: Predicate,
  visibility: Visibility,
  call: Call,
): Promise<number> => {
  const text = new StatementText(table.dialect)
  const sql = `select count(*) from ${table.name} as t where ${text.where(table.scoped(where, visibility))}`
  const { rows } = await table.executor.query(text.finish(sql, table.summary('COUNT')), 'read', call)
  return Number(rows[0]![0])
}
