import type { Backend, EngineFacts } from '../contracts/backend.ts'
import type { Capabilities, Limits } from '../contracts/capabilities.ts'
import type { Database, Ping, Session } from '../contracts/session.ts'
import type { AnyTable } from '../contracts/table.ts'
import { checkMilliseconds } from '../door/duration.ts'
import { checkName } from '../door/name.ts'
import { checkOptions } from '../door/options.ts'
import { checkTables } from '../door/table-list.ts'
import { refuseInsideTransaction } from './context.ts'
import type { Engine } from './engine.ts'
import { RootScope } from './root-scope.ts'
import { HoldfastError } from '../errors.ts'
import { createTables } from './records/create-tables.ts'
import { RootSession } from './root-session.ts'

export class MemoryDatabase extends RootSession implements Database {
  readonly backend: string
  readonly capabilities: Capabilities
  readonly limits: Limits
  readonly facts: EngineFacts
  #closed: Promise<void> | undefined

  constructor(engine: Engine, backend: Pick<Backend, 'name' | 'capabilities'>) {
    super(new RootScope(engine), { kind: 'none' })
    this.backend = backend.name
    this.capabilities = backend.capabilities
    this.limits = engine.limits
    this.facts = engine.facts
  }

  tenant(id: string): Session {
    const checked = checkName(id, 'tenant id', 'open a tenant')
    return new RootSession(this.scope, { kind: 'tenant', id: checked })
  }

  system(): Session {
    return new RootSession(this.scope, { kind: 'system' })
  }

  async createTables(tables: readonly AnyTable[]): Promise<void> {
    const action = 'create tables'
    const schemas = checkTables(tables, action)
    await this.scope.operation({ action }, (steps) =>
      steps.write((state) => createTables(state, schemas, action)),
    )
  }

  async migrate(): Promise<never> {
    throw noMigrations()
  }

  migrations(): never {
    throw noMigrations()
  }

  async ping(options?: { readonly timeout?: number }): Promise<Ping> {
    checkOptions(options, ['timeout'], 'ping')
    checkMilliseconds(options?.timeout ?? 5_000, 'ping with timeout')
    const start = performance.now()
    await this.scope.operation({ action: 'ping' }, () => undefined)
    return { latency: performance.now() - start }
  }

  close(options?: { readonly drain?: number }): Promise<void> {
    this.#closed ??= this.#begin(options)
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Undefined after misuse, which closes nothing. */
  #begin(options: { readonly drain?: number } | undefined): Promise<void> {
    checkOptions(options, ['drain'], 'close')
    const drain = checkMilliseconds(options?.drain ?? 10_000, 'close with drain')
    refuseInsideTransaction(this.scope.engine, 'close')
    return this.scope.engine.close(drain)
  }
}

const noMigrations = (): HoldfastError =>
  new HoldfastError(
    'unsupported',
    'Cannot migrate: this backend speaks no SQL; make its tables with createTables()',
  )
