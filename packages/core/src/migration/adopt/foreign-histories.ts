/** Where another tool keeps what it has applied. */
export interface ForeignHistory {
  readonly tool: string
  readonly table: string
  /** Columns that only this tool's table has all of. */
  readonly columns: readonly string[]
  /** The column that names a migration: a number, or a name that may begin with one. */
  readonly key: string
  /** An SQL condition for what was applied. */
  readonly where?: string
}

/** As their own sources and documentation give them. Those of one table are told apart by its columns, the most telling first. */
export const foreignHistories: readonly ForeignHistory[] = [
  { tool: 'Knex', table: 'knex_migrations', columns: ['id', 'name', 'batch', 'migration_time'], key: 'name' },
  { tool: 'Kysely', table: 'kysely_migration', columns: ['name', 'timestamp'], key: 'name' },
  {
    tool: 'Prisma',
    table: '_prisma_migrations',
    columns: ['migration_name', 'checksum', 'finished_at', 'rolled_back_at'],
    key: 'migration_name',
    where: 'finished_at is not null and rolled_back_at is null',
  },
  { tool: 'Sequelize (Umzug)', table: 'SequelizeMeta', columns: ['name'], key: 'name' },
  {
    tool: 'goose',
    table: 'goose_db_version',
    columns: ['version_id', 'is_applied'],
    key: 'version_id',
    where: 'version_id > 0',
  },
  {
    tool: 'Flyway',
    table: 'flyway_schema_history',
    columns: ['installed_rank', 'version', 'success'],
    key: 'version',
    where: 'version is not null',
  },
  { tool: 'dbmate or Rails', table: 'schema_migrations', columns: ['version'], key: 'version' },
]
