import type { SchemaChange } from '../../contracts/schema-change.ts'
import type { SchemaModel } from '../../contracts/schema-model.ts'
import type { Connection } from '../../database/driver.ts'
import type { Dialect } from '../../database/dialect.ts'
import { statement } from '../../database/statement.ts'

/** Rows are counted so far. Beyond that a change takes its time, however many there are. */
const most = 1_000_000

/** How many rows the tables of changes have, by the names that the tables have there and get. */
export type RowsBehind = ReadonlyMap<string, number>

/** Counts the rows of each table that is there and changes. One read of one table each. */
export const rowsBehind = async (
  connection: Pick<Connection, 'execute'>,
  dialect: Pick<Dialect, 'table'>,
  found: SchemaModel,
  changes: readonly SchemaChange[],
): Promise<RowsBehind> => {
  const rows = new Map<string, number>()
  for (const change of changes) {
    if (!('table' in change)) continue
    const { table } = change
    if (!rows.has(table) && found.tables.some(({ name }) => name === table)) {
      const text = `select count(*) from (select 1 from ${dialect.table(table)} limit ${most}) as counted`
      const answer = await connection.execute(statement(text))
      rows.set(table, Number(answer.rows[0]![0]))
    }
    // What comes behind a rename says the new name.
    const known = rows.get(table)
    if (change.kind === 'rename-table' && known !== undefined) rows.set(change.to, known)
  }
  return rows
}
