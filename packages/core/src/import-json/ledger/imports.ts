import type { Column } from '../../contracts/column.ts'
import type { Table } from '../../contracts/table.ts'
import { integer, oneOf, text, timestamp } from '../../tables/column.ts'
import { defineTable } from '../../tables/define-table.ts'

type Imports = Table<
  {
    readonly name: Column<string, 'text' | 'key' | 'optional'>
    readonly state: Column<'running' | 'done', never>
    readonly files: Column<number, never>
    readonly manifest: Column<string, never>
    readonly startedAt: Column<Date, never>
    readonly finishedAt: Column<Date | null, 'optional'>
  },
  'name'
>

/** One row an import. `state` is the flag: `done` only while nothing is left to do. Its row is also the lock between processes. */
export const imports: Imports = defineTable('holdfast_imports', {
  name: text().primaryKey(),
  state: oneOf('running', 'done'),
  files: integer(),
  manifest: text(),
  startedAt: timestamp(),
  finishedAt: timestamp().nullable(),
}) as Imports
