import { statement, type Statement } from '@holdfast/core'

/** The columns of a table, with types as our own DDL spells them. `to_regclass` answers null for a table that does not exist. */
export const columnsOf = (table: string): Statement =>
  statement(
    `select a.attname, regexp_replace(format_type(a.atttypid, a.atttypmod), '^timestamp(\\(\\d\\))? with time zone$', 'timestamptz\\1') || case when c.collname = 'C' then ' collate "C"' else '' end ` +
      `from pg_attribute a left join pg_collation c on c.oid = a.attcollation ` +
      `where a.attrelid = to_regclass($1::text) and a.attnum > 0 and not a.attisdropped`,
    [table],
  )
