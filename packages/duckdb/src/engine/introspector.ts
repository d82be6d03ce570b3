import {
  DEFAULT_MIGRATION_LOCK_TABLE,
  DEFAULT_MIGRATION_TABLE,
  sql,
  type DatabaseIntrospector,
  type DatabaseMetadata,
  type DatabaseMetadataOptions,
  type Dialect,
  type SchemaMetadata,
  type TableMetadata,
} from 'kysely'

/** Kysely without a schema. */
type AnyKysely = Parameters<Dialect['createIntrospector']>[0]

interface ColumnRow {
  readonly schema: string
  readonly table: string
  readonly is_view: boolean
  readonly name: string
  readonly type: string
  readonly is_nullable: boolean
  readonly default: string | null
  readonly comment: string | null
}

const ours: ReadonlySet<string> = new Set([DEFAULT_MIGRATION_TABLE, DEFAULT_MIGRATION_LOCK_TABLE])

/** What Kysely asks of the catalog: the engine imitates PostgreSQL's, but not all that Kysely's own introspector uses. */
export class Introspector implements DatabaseIntrospector {
  readonly #database: AnyKysely

  constructor(database: AnyKysely) {
    this.#database = database
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    const { rows } = await sql<SchemaMetadata>`
      select schema_name as name from duckdb_schemas()
      where database_name = current_database() and schema_name not in ('information_schema', 'pg_catalog')
      order by schema_name`.execute(this.#database)
    return rows
  }

  async getTables(options?: DatabaseMetadataOptions): Promise<TableMetadata[]> {
    const { rows } = await sql<ColumnRow>`
      select c.schema_name as "schema", c.table_name as "table", v.view_name is not null as is_view,
        c.column_name as name, c.data_type as type, c.is_nullable, c.column_default as "default", c.comment
      from duckdb_columns() c
      left join duckdb_views() v on v.view_oid = c.table_oid and v.database_name = c.database_name
      where c.database_name = current_database() and not c.internal
      order by c.schema_name, c.table_name, c.column_index`.execute(this.#database)
    const tables = new Map<string, ColumnRow[]>()
    for (const row of rows) {
      if (options?.withInternalKyselyTables !== true && ours.has(row.table)) continue
      const key = JSON.stringify([row.schema, row.table])
      tables.set(key, [...(tables.get(key) ?? []), row])
    }
    return [...tables.values()].map(tableOf)
  }

  async getMetadata(options?: DatabaseMetadataOptions): Promise<DatabaseMetadata> {
    return { tables: await this.getTables(options) }
  }
}

const tableOf = (columns: readonly ColumnRow[]): TableMetadata => ({
  schema: columns[0]!.schema,
  name: columns[0]!.table,
  isView: columns[0]!.is_view,
  columns: columns.map((column) => ({
    name: column.name,
    dataType: column.type,
    isNullable: column.is_nullable,
    hasDefaultValue: column.default !== null,
    isAutoIncrementing: column.default?.startsWith('nextval(') === true,
    ...(column.comment !== null && { comment: column.comment }),
  })),
})
