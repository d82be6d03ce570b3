import type { Capabilities } from '../contracts/capabilities.ts'
import type { SchemaModel, TriggerModel } from '../contracts/schema-model.ts'
import type { AnyTable, TableSchema } from '../contracts/table.ts'
import type { Dialect } from '../database/dialect.ts'
import type { Connection } from '../database/driver.ts'
import { statement } from '../database/statement.ts'
import { checkTables } from '../door/table-list.ts'
import { trackingOf } from '../door/tracking.ts'
import { createTable } from '../tables/create-table.ts'
import { guardTexts } from '../tables/tenant-guard.ts'
import { readSchema } from './read-schema.ts'

/**
 * The model that these definitions have in this engine: they are made as tables that only this session sees, in a transaction of its own that
 * is rolled back. The engine itself spells types and expressions then, so they can be compared with those of tables that exist. What they
 * refer to is made beside them, and left out of the answer.
 */
export const defineSchema = async (
  connection: Connection,
  dialect: Dialect,
  capabilities: Capabilities,
  tables: readonly AnyTable[],
): Promise<SchemaModel> => {
  const schemas = checkTables(tables, 'compare tables')
  const temporary = dialect.catalog.temporary()
  const all = withTargets(schemas)
  const texts = all.map((schema) => createTable(schema, temporary, capabilities))
  const ddl = [
    ...texts.flatMap(({ make }) => make),
    ...texts.flatMap(({ refer }) => refer),
    ...all.flatMap((schema) => guardTexts(schema, temporary)),
  ]
  const begin = connection.begin({ isolation: 'read-committed', readOnly: false })
  try {
    for (const opening of begin) await connection.execute(opening)
    const { prepare } = temporary.catalog
    if (prepare !== undefined) await connection.execute(prepare)
    for (const text of ddl) await connection.execute(statement(text))
    const model = await readSchema(connection, temporary, { ours: true })
    const names = new Set(schemas.map(({ name }) => name))
    const triggers = schemas.flatMap((schema) => trackingTriggers(schema, dialect))
    return { ...model, tables: model.tables.filter(({ name }) => names.has(name)), triggers }
  } finally {
    if (connection.inTransaction) await connection.pipeline([statement('ROLLBACK')])
  }
}

/** They are not made, for they write where others read; their names say what they do. */
const trackingTriggers = (schema: TableSchema, { tables }: Dialect): readonly TriggerModel[] => {
  const tracking = trackingOf(schema)
  if (tracking === undefined || tables.tracking === undefined) return []
  return tables.tracking
    .make(tracking)
    .map(({ name, sql, needs }) => ({ name, sql, needs, table: schema.name }))
}

/** With all that they refer to, each once: an engine may look at once for the table that a reference names. */
const withTargets = (schemas: readonly TableSchema[]): readonly TableSchema[] => {
  const known = new Map<string, TableSchema>()
  const add = (schema: TableSchema): void => {
    if (known.has(schema.name)) return
    known.set(schema.name, schema)
    for (const reference of schema.references) add(reference.target().schema)
  }
  // Those that were given count, should a reference lead to another definition of the same name.
  for (const schema of schemas) known.set(schema.name, schema)
  for (const schema of schemas) for (const reference of schema.references) add(reference.target().schema)
  return [...known.values()]
}
