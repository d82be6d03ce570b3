import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import type { DuckDBConnection } from '@duckdb/node-api'
import { insertInRounds } from './insert-in-rounds.ts'
import { isGenerated } from './is-generated.ts'
import { literal } from './literal.ts'
import { quote } from './quote.ts'

interface Table {
  readonly schema: string
  readonly name: string
  readonly columns: readonly string[]
  readonly references: readonly Reference[]
}

interface Reference {
  readonly parent: string
  readonly columns: readonly string[]
  readonly keys: readonly string[]
}

type Json = Awaited<ReturnType<Awaited<ReturnType<DuckDBConnection['run']>>['getRowsJson']>>

const ask = async (connection: DuckDBConnection, text: string): Promise<Json> =>
  (await connection.run(text)).getRowsJson()

/**
 * Copies the database into a new file that is attached for that time. The engine's own `copy from database` fails where a table refers to
 * one that it copies later, or to itself: so it copies the definitions only, and the rows go table by table, parents before children.
 */
export const copyTo = async (connection: DuckDBConnection, catalog: string, file: string): Promise<void> => {
  const copy = `copy_${randomBytes(6).toString('hex')}`
  await connection.run(`attach ${literal(file)} as ${quote(copy)} (type duckdb)`)
  try {
    await connection.run(`copy from database ${quote(catalog)} to ${quote(copy)} (schema)`)
    for (const table of parentsFirst(await tablesOf(connection, catalog)))
      await copyRows(connection, catalog, copy, table)
    await connection.run(`checkpoint ${quote(copy)}`)
  } finally {
    await connection.run(`detach ${quote(copy)}`)
  }
}

export const bytesOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

/** What the engine holds in memory. */
export const memoryOf = async (connection: DuckDBConnection): Promise<number> =>
  Number((await ask(connection, 'select coalesce(sum(memory_usage_bytes), 0) from duckdb_memory()'))[0]?.[0])

const tablesOf = async (connection: DuckDBConnection, catalog: string): Promise<readonly Table[]> => {
  const here = `database_name = ${literal(catalog)}`
  const tables = await ask(
    connection,
    `select t.schema_name, t.table_name, list(c.column_name order by c.column_index) filter (not ${isGenerated}) from duckdb_tables() t join duckdb_columns() c using (database_name, table_oid) where t.${here} and not t.internal group by t.schema_name, t.table_name, t.table_oid order by t.table_oid`,
  )
  const references = await ask(
    connection,
    `select schema_name, table_name, referenced_table, constraint_column_names, referenced_column_names from duckdb_constraints() where ${here} and constraint_type = 'FOREIGN KEY'`,
  )
  return tables.map(([schema, name, columns]) => ({
    schema: schema as string,
    name: name as string,
    columns: columns as string[],
    references: references.flatMap(([in_, of, parent, own, keys]) =>
      in_ === schema && of === name
        ? [{ parent: parent as string, columns: own as string[], keys: keys as string[] }]
        : [],
    ),
  }))
}

/** References go to tables of the same schema, and never in a circle of several tables: none can be added later. */
const parentsFirst = (tables: readonly Table[]): readonly Table[] => {
  const placed: Table[] = []
  const place = (table: Table): void => {
    if (placed.includes(table)) return
    for (const { parent } of table.references) {
      const found = tables.find(({ schema, name }) => schema === table.schema && name === parent)
      if (found !== undefined && found !== table) place(found)
    }
    placed.push(table)
  }
  tables.forEach(place)
  return placed
}

const copyRows = async (
  connection: DuckDBConnection,
  catalog: string,
  copy: string,
  { schema, name, columns, references }: Table,
): Promise<void> => {
  const at = (database: string): string => [database, schema, name].map(quote).join('.')
  const list = columns.map(quote).join(', ')
  const own = references.filter(({ parent }) => parent === name)
  if (own.length === 0) {
    await connection.run(`insert into ${at(copy)} (${list}) select ${list} from ${at(catalog)}`)
    return
  }
  const { start, round, ready, end } = insertInRounds(at(catalog), at(copy), columns, own)
  for (const text of start) await connection.run(text)
  do for (const text of round) await connection.run(text)
  while ((await ask(connection, ready)).length > 0)
  for (const text of end) await connection.run(text)
}
