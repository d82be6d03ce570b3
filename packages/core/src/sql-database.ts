import type { Capabilities, Limits } from './contracts/capabilities.ts'
import type { EngineFacts } from './contracts/backend.ts'
import type { MigrationSource } from './contracts/migration.ts'
import type { MigrationReport } from './contracts/migration-report.ts'
import type { MigrateOptions, Migrations } from './contracts/migrations.ts'
import type { AnyTable } from './contracts/table.ts'
import type { Database, Ping, Session } from './contracts/session.ts'
import { RootExecutor, type Engine } from './database/root-executor.ts'
import { statement } from './database/statement.ts'
import { checkMilliseconds } from './door/duration.ts'
import { checkName } from './door/name.ts'
import { checkOptions } from './door/options.ts'
import { createTables } from './create-tables.ts'
import { hasCode, HoldfastError } from './errors.ts'
import { makeMigrations } from './make-migrations.ts'
import { failedReport, migrateOptions } from './migration/migrate-options.ts'
import { forgetReferences } from './stores/records/references/known-references.ts'
import { RootSession, workshopParts, type SessionParts } from './session.ts'

/** How long stopped work may take to let go of its connection at a close, in milliseconds. */
const forcedDrain = 5_000

/** An open SQL database. */
export class SqlDatabase extends RootSession implements Database {
  readonly backend: string
  readonly capabilities: Capabilities
  readonly limits: Limits
  readonly facts: EngineFacts
  #closed: Promise<void> | undefined

  constructor(engine: Engine, parts: SessionParts) {
    super(new RootExecutor(engine, ''), parts)
    this.backend = parts.backend.name
    this.capabilities = parts.backend.capabilities
    this.limits = parts.backend.limits
    this.facts = engine.driver.facts
  }

  tenant(id: string): Session {
    const ns = checkName(id, 'tenant id', 'open a tenant')
    return new RootSession(this.executor.withNamespace(ns), this.parts)
  }

  system(): Session {
    return new RootSession(this.executor.asSystem(), this.parts)
  }

  async createTables(tables: readonly AnyTable[]): Promise<void> {
    this.executor.check('make tables')
    await createTables(workshopParts(this.executor.engine, this.parts), tables, this.limits)
    forgetReferences(this.parts.records)
  }

  async migrate(options: MigrateOptions): Promise<MigrationReport> {
    const { source, run, onFailure } = migrateOptions(options)
    const { connections } = this.executor.engine
    connections.refuseWrites()
    try {
      return await this.migrations(source).apply(run)
    } catch (error) {
      if (onFailure === 'throw' || !hasCode(error, 'migration')) throw error
      connections.refuseWrites(
        new HoldfastError(
          'read-only',
          'Cannot write: the database could not be migrated; see the report of migrate()',
          {
            cause: error,
          },
        ),
      )
      return failedReport(error)
    }
  }

  migrations(source: MigrationSource): Migrations {
    this.executor.check('migrate')
    return makeMigrations(workshopParts(this.executor.engine, this.parts), this.parts.lines, source)
  }

  async ping(options?: { readonly timeout?: number }): Promise<Ping> {
    const action = 'ping'
    checkOptions(options, ['timeout'], action)
    const start = performance.now()
    const deadline = start + checkMilliseconds(options?.timeout ?? 5_000, `${action} with timeout`)
    await this.executor.query(statement('select 1'), 'read', { action, deadline })
    const latency = performance.now() - start
    const { writesRefused } = this.executor.engine.connections
    return { latency, ...(writesRefused === undefined ? {} : { writesRefused }) }
  }

  close(options?: { readonly drain?: number }): Promise<void> {
    this.#closed ??= this.#close(options?.drain ?? 10_000)
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(drain: number): Promise<void> {
    checkMilliseconds(drain, 'close with drain')
    const { connections, driver, watchers, tracer, running } = this.executor.engine
    const draining = connections.drain(drain)
    watchers.wakeAll()
    if ((await draining) > 0) {
      const closed = new HoldfastError(
        'closed',
        `Cannot go on: the database was closed, and the ${drain} ms to drain have passed`,
      )
      for (const stop of running) stop(closed)
      connections.stop(closed)
      const deadline = performance.now() + forcedDrain
      let left: number
      do {
        // Again and again: what waited inside the driver starts when another is stopped.
        await connections.interruptAll()
        left = await connections.drain(50)
      } while (left > 0 && performance.now() < deadline)
      if (left > 0) tracer.log('warn', 'close', `closed while ${left} connections were still in use`, {})
    }
    await driver.close()
    tracer.log('info', 'close', 'closed', {})
  }
}
