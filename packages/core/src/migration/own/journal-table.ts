import type { TableDefinition } from '../../database/dialect.ts'
import { line, type Line } from './line.ts'
import { ownColumns, ownTable } from './own-step.ts'

export const journalName = 'holdfast_migrations'

/** What the first releases wrote: which migrations of which line were applied, in milliseconds since 1970. */
const first = [
  { name: 'line', type: 'text' },
  { name: 'version', type: 'bigint' },
  { name: 'name', type: 'text' },
  { name: 'applied_at', type: 'bigint' },
] as const

/** What a ledger says beside that. Rows of the first releases have nothing there. */
const added = [
  { name: 'checksum', type: 'text' },
  { name: 'kind', type: 'text' },
  { name: 'statements', type: 'bigint' },
  { name: 'duration', type: 'bigint' },
  { name: 'outcome', type: 'text' },
  { name: 'engine', type: 'text' },
  { name: 'tool', type: 'text' },
  { name: 'applied_by', type: 'text' },
] as const

const primaryKey = ['line', 'version']

/** The history of the stores' lines as it is made today: one table for all of them, because `open` reads it at each start. */
export const journalTable: TableDefinition = {
  name: journalName,
  columns: [...first, ...added.map((column) => ({ ...column, nullable: true }))],
  primaryKey,
}

/** How the history itself came to be as it is. */
export const journalLine: Line = line('journal', [
  { version: 1, name: 'journal', up: [ownTable({ name: journalName, columns: first, primaryKey })] },
  { version: 2, name: 'ledger', up: [ownColumns(journalName, ...added)] },
])
