import { integer, text } from '../../tables/column.ts'
import { defineTable } from '../../tables/define-table.ts'
import { ledgerTables, type LedgerTables } from '../ledger/ledger-tables.ts'
import { journalName } from './journal-table.ts'

const first = { line: text(), version: integer(), name: text(), appliedAt: integer() }

/** The journal as a ledger sees it, beside the tables that a ledger makes where a migration is not one transaction. */
export const journalTables = (): LedgerTables => ({
  ...ledgerTables(journalName),
  migrations: defineTable(
    journalName,
    {
      ...first,
      checksum: text().nullable(),
      kind: text().nullable(),
      statements: integer().nullable(),
      duration: integer().nullable(),
      outcome: text().nullable(),
      engine: text().nullable(),
      tool: text().nullable(),
      appliedBy: text().nullable(),
    },
    { primaryKey: ['line', 'version'] },
    // Its times are numbers, and what was not written once is null: `Journal` reads and writes it so.
  ) as unknown as LedgerTables['migrations'],
})

/** The journal of the first releases, as a database still has it that was opened with schema "off" only. */
export const firstJournalTables = (): LedgerTables => ({
  ...ledgerTables(journalName),
  migrations: defineTable(journalName, first, {
    primaryKey: ['line', 'version'],
  }) as unknown as LedgerTables['migrations'],
})
