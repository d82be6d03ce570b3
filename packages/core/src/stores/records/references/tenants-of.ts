import type { Call } from '../../../database/executor.ts'
import type { ColumnValue } from '../../../door/column-value.ts'
import type { Predicate } from '../../../door/predicate.ts'
import { StatementText } from '../../../tables/statement-text.ts'
import type { RecordsTable } from '../records-table.ts'

/** The tenants of the rows that match: of one session, or each of theirs in a session of the system. */
export const tenantsOf = async (
  table: RecordsTable,
  where: Predicate,
  call: Call,
): Promise<readonly ColumnValue[]> => {
  const { schema, tenant, dialect, executor } = table
  if (schema.tenant === undefined || tenant !== undefined) return [tenant ?? null]
  const text = new StatementText(dialect)
  const name = `t.${dialect.quote(table.column(schema.tenant).name)}`
  const sql = `select distinct ${name} from ${table.name} as t where ${text.where(where)}`
  const { rows } = await executor.query(text.finish(sql, table.summary('TENANTS')), 'write', call)
  return rows.map(([cell]) => cell as string)
}
