import type { TableDefinition, Dialect } from '../database/dialect.ts'
import { statement, type Statement } from '../database/statement.ts'
import type { Migration } from './migration.ts'

/** Which migrations were applied: one row each, several lines in one table. */
export const journalTable: TableDefinition = {
  name: 'holdfast_migrations',
  columns: [
    { name: 'line', type: 'text' },
    { name: 'version', type: 'bigint' },
    { name: 'name', type: 'text' },
    { name: 'applied_at', type: 'bigint' },
  ],
  primaryKey: ['line', 'version'],
}

export const readJournal = (dialect: Dialect): Statement =>
  statement(`select line, version from ${dialect.table(journalTable.name)} order by line, version`)

export const recordMigration = (
  dialect: Dialect,
  { line, version, name }: Migration,
  at: number | null,
): Statement => {
  const [p1, p2, p3, p4] = [1, 2, 3, 4].map((position) => dialect.placeholder(position)) as [
    string,
    string,
    string,
    string,
  ]
  const text = `insert into ${dialect.table(journalTable.name)} (line, version, name, applied_at) values (${p1}, ${p2}, ${p3}, ${dialect.now(p4)})`
  return statement(text, [line, version, name, at])
}
