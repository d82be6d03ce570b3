import type { Backend } from './contracts/backend.ts'
import type { Capabilities, Limits } from './contracts/capabilities.ts'
import type { Environment, StoreName } from './contracts/environment.ts'
import type { Records } from './contracts/records.ts'
import type { AnyTable } from './contracts/table.ts'
import type { Database } from './contracts/session.ts'
import { failureToError } from './database/failure.ts'
import type { Dialect } from './database/dialect.ts'
import type { Driver } from './database/driver.ts'
import { makeEngine, RootExecutor, type Engine } from './database/root-executor.ts'
import { HoldfastError } from './errors.ts'
import { LeasedLocks } from './leases/locks.ts'
import { LoadedCache } from './loading/loaded-cache.ts'
import { install } from './migration/install.ts'
import type { Migration } from './migration/migration.ts'
import { SqlDatabase } from './session.ts'
import { SqlCache } from './stores/cache/sql-cache.ts'
import { cacheMigrations } from './stores/cache/table.ts'
import { SqlRecords } from './stores/records/records.ts'
import { SqlKeyValue } from './stores/key-value/key-value.ts'
import { keyValueMigrations } from './stores/key-value/table.ts'
import { SqlLocks } from './stores/locks/sql-locks.ts'
import { lockMigrations } from './stores/locks/table.ts'
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
  locks: (executor, name) => new LeasedLocks(new SqlLocks(executor, name), name),
  // The types follow from the table, which is data here.
  records: (executor, use, parts) => new SqlRecords(executor, use, parts) as unknown as Records<AnyTable>,
}

const migrationsOf: Record<StoreName, (dialect: Dialect) => readonly Migration[]> = {
  cache: cacheMigrations,
  'key-value': keyValueMigrations,
  locks: lockMigrations,
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
      const engine = makeEngine(driver, dialect, capabilities, environment)
      try {
        await installTables(engine)
      } catch (error) {
        await driver.close()
        throw error
      }
      engine.tracer.log('info', 'open', `opened ${driver.facts.engine} ${driver.facts.version}`, {
        'holdfast.durability': driver.facts.durability,
      })
      const makers: StoreMakers = { ...ours, ...definition.stores }
      const { cursorSecret } = environment
      return new SqlDatabase(engine, {
        backend: { name, capabilities, limits },
        makers,
        records: { capabilities, limits },
        cursorSecret,
      })
    },
  }
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

const installTables = async ({ driver, dialect, environment, connections }: Engine): Promise<void> => {
  const { schema: mode, stores } = environment
  if (mode === 'off') return
  const migrations = stores.flatMap((store) => migrationsOf[store](dialect))
  const { time } = new RootExecutor({ driver, dialect, environment, connections } as Engine, '')
  await install({
    driver,
    dialect,
    migrations,
    mode,
    time,
    lease: async (kind, body) => {
      const lease = await connections.lease(
        kind,
        { deadline: performance.now() + 30_000 },
        'open the database',
      )
      try {
        return await body(lease.connection)
      } finally {
        await lease.end({ broken: lease.connection.inTransaction })
      }
    },
  })
}
