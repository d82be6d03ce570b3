import type { Column } from '../../contracts/column.ts'
import type { Table } from '../../contracts/table.ts'
import { bytes, integer, text } from '../../tables/column.ts'
import { defineTable } from '../../tables/define-table.ts'

type ImportRejects = Table<
  {
    readonly name: Column<string, never>
    readonly file: Column<string, never>
    readonly number: Column<number, never>
    readonly path: Column<string, never>
    readonly record: Column<number, never>
    readonly pointer: Column<string, never>
    readonly line: Column<number, never>
    readonly offset: Column<number, never>
    readonly code: Column<string, never>
    readonly reason: Column<string, never>
    readonly raw: Column<Uint8Array, never>
    readonly rawSize: Column<number, never>
  },
  'file' | 'number'
>

/** What could not become rows: where it is, why, and its bytes or their beginning. */
export const importRejects: ImportRejects = defineTable(
  'holdfast_import_rejects',
  {
    name: text(),
    file: text(),
    number: integer(),
    path: text(),
    record: integer(),
    pointer: text(),
    line: integer(),
    offset: integer(),
    code: text(),
    reason: text(),
    raw: bytes(),
    rawSize: integer(),
  },
  { primaryKey: ['file', 'number'] },
) as ImportRejects
