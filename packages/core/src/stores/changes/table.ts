import type { Dialect, TableDefinition } from '../../database/dialect.ts'
import { changeRows } from '../../door/change-rows.ts'
import { line, type Line } from '../../migration/own/line.ts'
import { ownTable } from '../../migration/own/own-step.ts'

/** Which tables are tracked, and how: for whoever changes a row without their definition. */
export const trackedTable = 'holdfast_tracked'

const changes: TableDefinition = {
  name: changeRows.name,
  columns: changeRows.columns.map(({ name, kind, isNullable }) => ({
    name,
    type: kind === 'integer' ? 'bigint' : 'text',
    ...(isNullable ? { nullable: true } : {}),
  })),
  primaryKey: changeRows.primaryKey,
  indexes: [{ name: 'holdfast_changes_at', columns: ['ns', 'entity', 'at', 'record', 'version'] }],
}

const tracked: TableDefinition = {
  name: trackedTable,
  columns: [
    { name: 'entity', type: 'text' },
    { name: 'definition', type: 'text' },
  ],
  primaryKey: ['entity'],
}

/** Rows that are there, too: only what renames a table rewrites them (see `TrackingForm.rewriting`). */
const guarded: TableDefinition = { ...changes, appendOnly: 'always' }

/** Made when the first tracked table is. */
export const changesLine = ({ tables: { tracking } }: Dialect): Line =>
  line('changes', [
    {
      version: 1,
      name: 'changes',
      up: [changes, tracked, ...(tracking?.noteTable === undefined ? [] : [tracking.noteTable])].map(
        ownTable,
      ),
    },
    { version: 2, name: 'changes-append-only', up: [ownTable(guarded)] },
  ])
