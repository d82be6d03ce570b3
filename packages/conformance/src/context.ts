import { sql, type Capabilities, type Database, type Json, type KeyValue } from '@holdfast/core'
import type { AnyTable, KeyValueOptions, Limits, OpenOptions, Records, Session } from '@holdfast/core'
import type { Harness, Place } from './harness.ts'
import type { ManualClock } from './manual-clock.ts'
import { seeded, type Random } from './random.ts'
import { openAt, type Suite } from './suite.ts'
import { nameOf } from './table-name.ts'

/** What a rule works with. Everything that it opens or makes is closed and removed after it. */
export interface Context {
  readonly harness: Harness
  readonly suite: Suite
  readonly capabilities: Capabilities
  readonly limits: Limits
  /** The shared database. */
  readonly db: Database
  /** The shared database, as a tenant that only this rule uses. */
  readonly session: Session
  readonly tenant: string
  readonly random: Random
  /** The key-value store of this rule; always the same one. */
  store<V = Json>(options?: KeyValueOptions<V>): KeyValue<V>
  /** A name for a table, store or tenant that nothing else uses: lower-case letters, digits and `_`. */
  name(): string
  /** Makes a table with these column definitions in SQL that every engine knows, and resolves with its name. */
  table(columns: string): Promise<string>
  /** Makes these tables through `db`, by default the shared database, and removes them after the rule. What a table refers to comes before it. */
  tables(tables: readonly AnyTable[], db?: Database): Promise<void>
  /** Makes one table and gives its rows, as this rule's tenant has them. */
  records<T extends AnyTable>(table: T): Promise<Records<T>>
  /** A session of this rule's tenant on a handle whose clock the rule moves. */
  timed(): Promise<TimedSession>
  /** Another handle on the shared place. */
  open(options?: OpenOptions): Promise<Database>
  /** A handle on an empty database of its own, with the place to open it again. */
  fresh(
    options?: OpenOptions,
  ): Promise<{ readonly db: Database; readonly place: Place; again(): Promise<Database> }>
  /** Runs after the rule, whether it passed or not; the last one first. */
  after(action: () => unknown): void
  /** Adds a line to a section of the report. */
  note(section: string, key: string, value: unknown): void
}

export interface TimedSession {
  readonly db: Database
  readonly session: Session
  readonly clock: ManualClock
  store<V = Json>(): KeyValue<V>
  /** Makes one table and gives its rows, as this rule's tenant has them. */
  records<T extends AnyTable>(table: T): Promise<Records<T>>
}

export interface OpenContext extends Context {
  dispose(): Promise<void>
}

// A rule that failed can leave work running; the next rule must not wait for it.
const drain = 2_000

export const openContext = (suite: Suite, id: string): OpenContext => {
  const cleanUp: (() => unknown)[] = []
  const tenant = suite.unique()
  const storeName = 'items'
  const { db, harness } = suite
  const session = db.tenant(tenant)
  const handle = async (place: Pick<Place, 'backend'>, options?: OpenOptions): Promise<Database> => {
    const opened = await openAt(place, options)
    cleanUp.push(() => opened.close({ drain }))
    return opened
  }
  const tables = async (list: readonly AnyTable[], on: Database = db): Promise<void> => {
    await on.createTables(list)
    if (!db.capabilities.sql) return
    for (const table of list) cleanUp.push(() => on.run(sql`drop table ${sql.identifier(nameOf(table))}`))
  }
  return {
    harness,
    suite,
    capabilities: db.capabilities,
    limits: db.limits,
    db,
    session,
    tenant,
    random: seeded(suite.seed, id),
    store: (options) => session.keyValue(storeName, options),
    name: suite.unique,
    table: async (columns) => {
      const name = suite.unique()
      await db.run(sql`create table ${sql.identifier(name)} (${sql.raw(columns)})`)
      cleanUp.push(() => db.run(sql`drop table ${sql.identifier(name)}`))
      return name
    },
    tables,
    records: async (table) => {
      await tables([table])
      return session.records(table)
    },
    timed: async () => {
      const { db: timedDb, clock } = await suite.timed()
      const timedSession = timedDb.tenant(tenant)
      return {
        db: timedDb,
        session: timedSession,
        clock,
        store: () => timedSession.keyValue(storeName),
        records: async (table) => {
          await tables([table], timedDb)
          return timedSession.records(table)
        },
      }
    },
    open: (options) => handle(suite.place, options),
    fresh: async (options) => {
      const place = await harness.fresh()
      cleanUp.push(() => place.destroy())
      return { db: await handle(place, options), place, again: () => handle(place, options) }
    },
    after: (action) => {
      cleanUp.push(action)
    },
    note: (section, key, value) => {
      ;(suite.findings[section] ??= {})[key] = value
    },
    dispose: async () => {
      const failures: unknown[] = []
      for (const action of cleanUp.reverse()) {
        try {
          await action()
        } catch (error) {
          failures.push(error)
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, `Cleaning up after ${id} failed`)
    },
  }
}
