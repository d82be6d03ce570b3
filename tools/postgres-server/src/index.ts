export { startPgBouncer, type PgBouncer, type PgBouncerOptions } from './pgbouncer.ts'
export { postgresUrl } from './postgres-url.ts'
export { startPostgres, type PostgresOptions, type PostgresServer } from './postgres.ts'
