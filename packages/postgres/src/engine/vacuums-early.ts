/**
 * By the server's own measure autovacuum comes when a fifth of all rows has changed: behind millions that are kept, an index scan from the front would go past hundreds of
 * thousands of dead entries. With this it comes for one row in two hundred, or ten thousand more than that.
 */
export const vacuumsEarly = (table: string): string =>
  `alter table ${table} set (autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_scale_factor = 0.005)`
