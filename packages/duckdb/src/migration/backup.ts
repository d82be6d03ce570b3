import { statement, type BackupForm, type StoredColumn } from '@holdfast/core'
import { here, quote, table } from '../engine/quote.ts'

const list = (columns: readonly StoredColumn[]): string => columns.map(({ name }) => quote(name)).join(', ')

const quoted = (expression: string): string => `'"' || replace(${expression}, '"', '""') || '"'`
const named = (names: string): string =>
  `list_aggregate(list_transform(${names}, lambda name: ${quoted('name')}), 'string_agg', ', ')`

/** References of a table to itself are missing from its text, of which only a comma is left each. */
const own = `(select string_agg(format(', FOREIGN KEY ({}) REFERENCES {} ({})', ${named('constraint_column_names')}, ${quoted('table_name')}, ${named('referenced_column_names')}), '' order by constraint_index) from duckdb_constraints() where ${here} and constraint_type = 'FOREIGN KEY' and referenced_table = $1)`

export const backup: BackupForm = {
  nameBytes: 128,
  copyTable: (name, copy, columns) => [
    statement(`create table ${table(copy)} as select ${list(columns)} from ${table(name)}`),
  ],
  fillTable: (copy, name, columns) => {
    const insert = `insert into ${table(name)} (${list(columns)}) select ${list(columns)} from ${table(copy)} c`
    const waits = columns.flatMap(({ name: column, mark }) =>
      mark === undefined ? [] : [[quote(column), quote(mark)]],
    )
    if (waits.length === 0) return { again: false, statement: statement(insert) }
    // The engine looks for the row that a reference names among those of earlier statements only.
    const conditions = waits.flatMap(([column, key]) => [
      `(c.${column} is null or exists (select 1 from ${table(name)} t where t.${key} = c.${column}))`,
      `not exists (select 1 from ${table(name)} t where t.${key} = c.${key})`,
    ])
    return { again: true, statement: statement(`${insert} where ${[...new Set(conditions)].join(' and ')}`) }
  },
  definition: (name) => [
    statement(
      `select 'before', coalesce(regexp_replace(replace(sql, ', , ', ', '), '(, )*\\);$', '') || ${own} || ');', sql) from duckdb_tables() where ${here}`,
      [name],
    ),
    statement(
      `select 'after', sql from duckdb_indexes() where ${here} and sql is not null order by index_name`,
      [name],
    ),
  ],
}
