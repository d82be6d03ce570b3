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
  /** Where an engine has schemas, the tool keeps it in one of its own. */
  readonly schema?: string
  /**
   * What the key says: the number or the name of each that was applied (`each`, the default), the hash of its text (`hash`), or the number of the newest, of
   * which there is one row (`newest`).
   */
  readonly says?: 'each' | 'hash' | 'newest'
  /** A column that is true while the tool does not know itself what it has applied. */
  readonly dirty?: string
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
    where: 'version_id > 0 and is_applied',
  },
  {
    tool: 'Flyway',
    table: 'flyway_schema_history',
    columns: ['installed_rank', 'version', 'success'],
    key: 'version',
    where: 'version is not null and success',
  },
  {
    tool: 'Drizzle',
    table: '__drizzle_migrations',
    columns: ['id', 'hash', 'created_at'],
    key: 'hash',
    schema: 'drizzle',
    says: 'hash',
  },
  {
    tool: 'golang-migrate',
    table: 'schema_migrations',
    columns: ['version', 'dirty'],
    key: 'version',
    says: 'newest',
    dirty: 'dirty',
  },
  { tool: 'dbmate or Rails', table: 'schema_migrations', columns: ['version'], key: 'version' },
]
