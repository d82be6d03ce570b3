import { statement, type BackupForm, type Statement, type StoredColumn } from '@holdfast/core'
import { insertInRounds } from '../engine/insert-in-rounds.ts'
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
    const own = columns.flatMap(({ name: column, mark }) =>
      mark === undefined ? [] : [{ columns: [column], keys: [mark] }],
    )
    if (own.length === 0) {
      const insert = `insert into ${table(name)} (${list(columns)}) select ${list(columns)} from ${table(copy)}`
      return { start: [statement(insert)] }
    }
    const names = columns.map(({ name: column }) => column)
    const { start, round, ready, end } = insertInRounds(table(copy), table(name), names, own)
    const all = (texts: readonly string[]): readonly Statement[] => texts.map((text) => statement(text))
    return { start: all(start), rounds: { round: all(round), ready: statement(ready), end: all(end) } }
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
