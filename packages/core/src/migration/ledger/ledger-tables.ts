import { integer, text, timestamp } from '../../tables/column.ts'
import { defineTable } from '../../tables/define-table.ts'
import { now } from '../../tables/default-expressions.ts'

/** The tables that keep the history of migrations. The first columns are those that people ask for by hand. */
export const ledgerTables = (name: string) => ({
  /** What was applied: one row a migration. */
  migrations: defineTable(
    name,
    {
      version: integer(),
      name: text(),
      appliedAt: timestamp().default(now),
      checksum: text(),
      line: text(),
      kind: text(),
      statements: integer(),
      duration: integer(),
      outcome: text(),
      engine: text(),
      tool: text(),
      appliedBy: text(),
    },
    { primaryKey: ['line', 'version'] },
  ),
  /** What happened, append-only. */
  events: defineTable(`${name}_events`, {
    id: text().primaryKey(),
    at: timestamp().default(now),
    line: text(),
    version: integer(),
    /** `started`, `step`, `applied`, `failed`, `rolled-back`, `repaired`, `baseline`, `verified`. */
    event: text(),
    by: text(),
    detail: text(),
  }),
  /** How far the steps are of a migration that is not one transaction. */
  steps: defineTable(
    `${name}_steps`,
    {
      line: text(),
      version: integer(),
      step: integer(),
      title: text(),
      checksum: text(),
      state: text(),
      /** Of a backfill: where the next batch begins, as JSON. */
      cursor: text().nullable(),
      done: integer().default(0),
      total: integer().nullable(),
      attempt: integer().default(1),
      at: timestamp().default(now),
    },
    { primaryKey: ['line', 'version', 'step'] },
  ),
  /** Who migrates a line, where a session cannot hold a lock. */
  locks: defineTable(`${name}_locks`, {
    line: text().primaryKey(),
    token: text(),
    holder: text(),
    expiresAt: integer(),
  }),
})

export type LedgerTables = ReturnType<typeof ledgerTables>
