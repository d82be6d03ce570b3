/** Where another tool keeps what it has applied. */
export interface ForeignHistory {
  readonly tool: string
  readonly table: string
  /** Columns that only this tool's table has all of. */
  readonly columns: readonly string[]
  /** Columns that it never has, and a table of that name of somebody else has: Holdfast's own ledger is called so too. */
  readonly lacks?: readonly string[]
  /** The column that names a migration: a number, or a name that may begin with one. */
  readonly key: string
  /** An SQL condition for the rows that tell of migrations with a number or name; the default is all. */
  readonly where?: string
  /** The column that says which row was written first, where a later row of a key takes back what an earlier one said. */
  readonly order?: string
  /** An SQL condition: the row says that it was applied. By default that it is there says so. The last row of a key tells. */
  readonly applied?: string
  /** An SQL condition: the tool does not know itself how far it was with what the row names, as when it failed half-way. */
  readonly unsure?: string
  /** Where an engine has schemas, the tool keeps it in one of its own. */
  readonly schema?: string
  /**
   * What the key says: the number or the name of each that was applied (`each`, the default), the hash of its text (`hash`), or the number of the newest, of
   * which there is one row (`newest`).
   */
  readonly says?: 'each' | 'hash' | 'newest'
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
    // Each attempt has a row; one that failed is said to be rolled back before there can be the next.
    where: 'rolled_back_at is null',
    unsure: 'finished_at is null',
  },
  { tool: 'Sequelize (Umzug)', table: 'SequelizeMeta', columns: ['name'], key: 'name' },
  {
    tool: 'goose',
    table: 'goose_db_version',
    columns: ['id', 'version_id', 'is_applied'],
    key: 'version_id',
    // The first row stands for the empty database.
    where: 'version_id > 0',
    order: 'id',
    applied: 'is_applied',
  },
  {
    tool: 'Flyway',
    table: 'flyway_schema_history',
    columns: ['installed_rank', 'version', 'type', 'success'],
    key: 'version',
    // What is repeatable has no version.
    where: 'version is not null',
    order: 'installed_rank',
    applied: "type <> 'DELETE' and type not like 'UNDO%'",
    unsure: 'not success',
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
    unsure: 'dirty',
  },
  {
    tool: 'dbmate or Rails',
    table: 'schema_migrations',
    columns: ['version'],
    lacks: ['checksum'],
    key: 'version',
  },
]
