import type { Column } from '../../contracts/column.ts'
import type { Table } from '../../contracts/table.ts'
import { integer, oneOf, text, timestamp } from '../../tables/column.ts'
import { defineTable } from '../../tables/define-table.ts'

type ImportFiles = Table<
  {
    readonly name: Column<string, never>
    readonly file: Column<string, 'text' | 'key' | 'optional'>
    readonly path: Column<string, never>
    readonly hash: Column<string, never>
    readonly size: Column<number, never>
    readonly modified: Column<Date, never>
    readonly state: Column<'imported' | 'failed', never>
    readonly records: Column<number, never>
    readonly rows: Column<number, never>
    readonly rejected: Column<number, never>
    readonly rowsHash: Column<string | null, 'optional'>
    readonly problem: Column<string | null, 'optional'>
    readonly at: Column<Date, never>
  },
  'file'
>

/**
 * One row a file, committed with its rows. `file` is a hash of the names of import and file, since a path may be longer than a key and one column is
 * found by index everywhere; `rowsHash` is one of the rows as they were.
 */
export const importFiles: ImportFiles = defineTable('holdfast_import_files', {
  name: text(),
  file: text().primaryKey(),
  path: text(),
  hash: text(),
  size: integer(),
  modified: timestamp(),
  state: oneOf('imported', 'failed'),
  records: integer(),
  rows: integer(),
  rejected: integer(),
  rowsHash: text().nullable(),
  problem: text().nullable(),
  at: timestamp(),
}) as ImportFiles
