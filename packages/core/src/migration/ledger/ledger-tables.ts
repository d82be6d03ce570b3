import type { Column } from '../../contracts/column.ts'
import type { Table } from '../../contracts/table.ts'
import { integer, text, timestamp } from '../../tables/column.ts'
import { defineTable } from '../../tables/define-table.ts'
import { now } from '../../tables/default-expressions.ts'

type Text = Column<string, 'text'>
type Whole = Column<number, never>
type Time = Column<Date, 'optional'>
type Counted = Column<number, 'optional'>

export interface LedgerTables {
  readonly migrations: Table<MigrationColumns, 'line' | 'version'>
  readonly events: Table<EventColumns, 'id'>
  readonly steps: Table<StepColumns, 'line' | 'version' | 'step'>
  readonly locks: Table<LockColumns, 'line'>
  readonly repeatables: Table<RepeatableColumns, 'line' | 'name'>
}

interface Of {
  readonly version: Whole
  readonly line: Text
}

type Key = Column<string, 'text' | 'key' | 'optional'>

interface MigrationColumns extends Of {
  readonly name: Text
  readonly appliedAt: Time
  readonly checksum: Text
  readonly kind: Text
  readonly statements: Whole
  readonly duration: Whole
  readonly outcome: Text
  readonly engine: Text
  readonly tool: Text
  readonly appliedBy: Text
}

interface EventColumns extends Of {
  readonly id: Key
  readonly at: Time
  readonly event: Text
  readonly by: Text
  readonly detail: Text
  readonly chain: Column<string | null, 'text' | 'optional'>
}

interface StepColumns extends Of {
  readonly step: Whole
  readonly title: Text
  readonly checksum: Text
  readonly state: Text
  readonly cursor: Column<string | null, 'text' | 'optional'>
  readonly done: Counted
  readonly total: Column<number | null, 'optional'>
  readonly attempt: Counted
  readonly at: Time
}

interface RepeatableColumns extends Omit<MigrationColumns, 'version' | 'kind' | 'outcome'> {}

interface LockColumns {
  readonly line: Key
  readonly token: Text
  readonly holder: Text
  readonly expiresAt: Whole
}

/** The tables that keep the history of migrations. The first columns are those that people ask for by hand. */
export const ledgerTables = (name: string): LedgerTables => ({
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
    /** `started`, `step`, `applied`, `failed`, `rolled-back`, `repaired`, `baseline`, `verified`, `repeated`; `ledger` of the tables themselves. */
    event: text(),
    by: text(),
    detail: text(),
    /** Over this event and the link before it, see `linkOf()`. Null in what the first shape wrote. */
    chain: text().nullable(),
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
  /** How each repeatable text was when it ran last. */
  repeatables: defineTable(
    `${name}_repeatables`,
    {
      name: text(),
      appliedAt: timestamp().default(now),
      checksum: text(),
      line: text(),
      statements: integer(),
      duration: integer(),
      engine: text(),
      tool: text(),
      appliedBy: text(),
    },
    { primaryKey: ['line', 'name'] },
  ),
})
