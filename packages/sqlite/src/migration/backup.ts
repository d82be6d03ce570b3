import { statement, type BackupForm, type Statement, type StoredColumn } from '@holdfast/core'
import { quote } from '../engine/quote.ts'
import { marksOf } from '../engine/table-marks.ts'

export const backup: BackupForm = {
  nameBytes: 128,
  // A copy made by `as select` would have other types, and change values by their affinity.
  copyTable: (table, copy, columns) => {
    const { isStrict } = marksOf(columns)
    const types = columns.map(({ name, type }) => `${quote(name)} ${type}`).join(', ')
    return [
      statement(`create table ${quote(copy)} (${types})${isStrict ? ' strict' : ''}`),
      filling(table, copy, columns),
    ]
  },
  fillTable: (copy, table, columns) => ({ start: [filling(copy, table, columns)] }),
  definition: (table, columns) => [
    statement(
      `select case type when 'table' then 'before' else 'after' end, sql from sqlite_schema where tbl_name = ?1 and sql is not null and type in ('table', 'index', 'trigger') order by type <> 'table', type, rowid`,
      [table],
    ),
    // The number that was given last may be greater than those of the rows that are left.
    ...(marksOf(columns).isCounted
      ? [
          statement(
            `select 'after', 'update sqlite_sequence set seq = ' || seq || ' where name = ' || quote(name) from sqlite_sequence where name = ?1`,
            [table],
          ),
        ]
      : []),
  ],
  actingReferences: (table) =>
    statement(
      `select t.name from pragma_foreign_keys k, pragma_table_list t, pragma_foreign_key_list(t.name) r where k.foreign_keys = 1 and t.schema = 'main' and t.type = 'table' and r."table" = ?1 collate nocase and t.name <> ?1 collate nocase limit 1`,
      [table],
    ),
}

function filling(from: string, to: string, columns: readonly StoredColumn[]): Statement {
  const names = columns.map(({ name }) => quote(name))
  const { rowid } = marksOf(columns)
  const all = [...(rowid === undefined ? [] : [rowid]), ...names].join(', ')
  return statement(`insert into ${quote(to)} (${all}) select ${all} from ${quote(from)}`)
}
