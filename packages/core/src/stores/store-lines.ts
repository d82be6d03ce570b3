import type { StoreName } from '../contracts/environment.ts'
import type { Dialect } from '../database/dialect.ts'
import type { Line } from '../migration/own/line.ts'
import { auditLine } from './audit/table.ts'
import { cacheLine } from './cache/table.ts'
import { contextLine } from './context/table.ts'
import { counterLine } from './counters/table.ts'
import { keyValueLine } from './key-value/table.ts'
import { lockLine } from './locks/table.ts'
import { queueLine } from './queue/tables.ts'
import { progressLine } from './workflows/progress-table.ts'
import { workflowLine } from './workflows/tables.ts'
import { ruleLine } from './rules/table.ts'
import { snapshotLine } from './snapshots/table.ts'

/** The tables of each store, and how they came to be. */
export type StoreLines = Readonly<Record<StoreName, Line>>

/** Ours, as a dialect spells them. */
export const storeLines = (dialect: Dialect): StoreLines => ({
  cache: cacheLine(dialect),
  'key-value': keyValueLine(dialect),
  locks: lockLine(dialect),
  counters: counterLine(dialect),
  workflows: workflowLine(dialect),
  progress: progressLine(dialect),
  queue: queueLine(dialect),
  context: contextLine(dialect),
  snapshots: snapshotLine(dialect),
  rules: ruleLine(dialect),
  audit: auditLine(dialect),
})
