import type { TableSchema } from '../contracts/table.ts'
import type { Dialect } from '../database/dialect.ts'
import type { Connection } from '../database/driver.ts'
import { requireColumn } from '../door/table.ts'

/** Those of the tables whose rows belong to tenants and which lack the rules that the engine should keep them apart by. */
export const unguarded = async (
  connection: Pick<Connection, 'execute'>,
  { tables: { tenantGuard } }: Dialect,
  schemas: readonly TableSchema[],
): Promise<readonly TableSchema[]> => {
  if (tenantGuard === undefined) return []
  const lacking: TableSchema[] = []
  for (const schema of schemas) {
    if (schema.tenant === undefined) continue
    const { rows } = await connection.execute(tenantGuard.isOn(schema.name))
    if (rows.length === 0) lacking.push(schema)
  }
  return lacking
}

/** The statements that put the rules on a table of tenants. */
export const guardTexts = (schema: TableSchema, { tables: { tenantGuard } }: Dialect): readonly string[] =>
  schema.tenant === undefined || tenantGuard === undefined
    ? []
    : tenantGuard.make(schema.name, requireColumn(schema, schema.tenant, 'make a table').name)
