import { currentAttribution } from './attribution/attribution.ts'
import type { Backend } from './contracts/backend.ts'
import type { Capabilities, Limits } from './contracts/capabilities.ts'
import type { Environment } from './contracts/environment.ts'
import type { Records } from './contracts/records.ts'
import type { AnyTable } from './contracts/table.ts'
import type { Database } from './contracts/session.ts'
import { ChangeNotes } from './database/change-notes.ts'
import { failureToError } from './database/failure.ts'
import type { Dialect } from './database/dialect.ts'
import type { Driver } from './database/driver.ts'
import { makeEngine } from './database/root-executor.ts'
import { HoldfastError } from './errors.ts'
import { installStores } from './install-stores.ts'
import { LeasedLocks } from './leases/locks.ts'
import { LoadedCache } from './loading/loaded-cache.ts'
import { SqlCache } from './stores/cache/sql-cache.ts'
import { workshopParts, type SessionParts } from './session.ts'
import { SqlDatabase } from './sql-database.ts'
import { contextTable } from './stores/context/table.ts'
import { SqlRows } from './stores/keyed/sql-rows.ts'
import { SqlAudit } from './stores/audit/sql-audit.ts'
import { ruleTable } from './stores/rules/table.ts'
import { snapshotTable } from './stores/snapshots/table.ts'
import { SqlCounters } from './stores/counters/sql-counters.ts'
import { SqlQueue } from './stores/queue/sql-queue.ts'
import { SqlRecords } from './stores/records/records.ts'
import { SqlKeyValue } from './stores/key-value/key-value.ts'
import { SqlLocks } from './stores/locks/sql-locks.ts'
import { progressTable } from './stores/workflows/progress-table.ts'
import type { ProgressRow } from './workflow/stored-progress.ts'
import { SqlFlows } from './stores/workflows/sql-flows.ts'
import { storeLines, type StoreLines } from './stores/store-lines.ts'
import type { StoreMakers } from './stores/store-makers.ts'

/** What a SQL backend is made of. */
export interface SqlBackendDefinition {
  readonly name: string
  readonly capabilities: Capabilities
  readonly limits: Limits
  readonly dialect: Dialect
  /** Connects, sets what durability needs, and reads it back. It must leave nothing open when it throws. */
  open(environment: Environment): Promise<Driver>
  /** Stores for which the engine wants another algorithm than ours. */
  readonly stores?: Partial<StoreMakers>
  /** Tables of stores that are other than ours: the lines that it gets are ours. A store's line goes on where an older one ended. */
  readonly lines?: (ours: StoreLines) => StoreLines
}

/**
 * A SQL backend that says what it was made of. Who watches or disturbs a driver, as the conformance suite does, makes another
 * backend from `definition` with an `open` of its own around this one's.
 */
export interface SqlBackend extends Backend {
  readonly definition: SqlBackendDefinition
}

const ours: StoreMakers = {
  keyValue: (executor, name, options, limits) => new SqlKeyValue(executor, name, options, limits),
  cache: (executor, name, options, limits) =>
    new LoadedCache(new SqlCache(executor, name), name, options, limits),
  context: (executor, kind) => new SqlRows(executor, contextTable, kind),
  snapshots: (executor, name) => new SqlRows(executor, snapshotTable, name),
  rules: (executor, name) => new SqlRows(executor, ruleTable, name),
  audit: (executor, name) => new SqlAudit(executor, name),
  counters: (executor, name) => new SqlCounters(executor, name),
  locks: (executor, name) => new LeasedLocks(new SqlLocks(executor, name), name),
  workflows: (executor, name) => new SqlFlows(executor, name),
  progress: (executor, name) => new SqlRows<ProgressRow>(executor, progressTable, name),
  queue: (executor, name) => new SqlQueue(executor, name),
  // The types follow from the table, which is data here.
  records: (executor, use, parts) => new SqlRecords(executor, use, parts) as unknown as Records<AnyTable>,
}

/** A backend from a driver and a dialect: the place where stores meet the seam. */
export const sqlBackend = (definition: SqlBackendDefinition): SqlBackend => {
  const { name, capabilities, limits, dialect } = definition
  return {
    name,
    seam: 1,
    capabilities,
    limits,
    definition,
    open: async (environment): Promise<Database> => {
      const driver = await connect(definition, environment)
      const notes = new ChangeNotes(currentAttribution, environment.clock)
      const engine = makeEngine(driver, dialect, capabilities, environment, notes)
      const makers: StoreMakers = { ...ours, ...definition.stores }
      const { cursorSecret, schema, stores } = environment
      const parts: SessionParts = {
        backend: { name, capabilities, limits },
        makers,
        records: { capabilities, limits },
        isDurable: driver.facts.durability === 'full',
        lines: linesOf(definition),
        notes,
        cursorSecret,
      }
      try {
        const lines = stores.map((store) => parts.lines[store])
        if (schema !== 'off') await installStores(workshopParts(engine, parts), lines, schema)
      } catch (error) {
        await driver.close()
        throw error
      }
      engine.tracer.log('info', 'open', `opened ${driver.facts.engine} ${driver.facts.version}`, {
        'holdfast.durability': driver.facts.durability,
      })
      return new SqlDatabase(engine, parts)
    },
  }
}

const linesOf = ({ dialect, lines }: SqlBackendDefinition): StoreLines => {
  const made = storeLines(dialect)
  return lines === undefined ? made : lines(made)
}

const connect = async ({ name, open }: SqlBackendDefinition, environment: Environment): Promise<Driver> => {
  try {
    return await open(environment)
  } catch (error) {
    if (error instanceof HoldfastError || error instanceof TypeError || error instanceof RangeError)
      throw error
    const unknown = { code: 'engine', retryable: false, outcome: 'not-applied', ends: 'connection' } as const
    throw failureToError(unknown, error, `open the ${name} database`)
  }
}
