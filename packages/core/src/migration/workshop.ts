import type { Session, Transaction } from '../contracts/session.ts'
import type { AnyTable } from '../contracts/table.ts'
import type { Lease } from '../database/connections.ts'
import type { Ask, Attempt as Attempting } from '../database/ask.ts'
import type { Connection, Driver, Route } from '../database/driver.ts'
import { givenUp, toError } from '../database/failure.ts'
import { hasCode, HoldfastError } from '../errors.ts'
import type { RootExecutor } from '../database/root-executor.ts'
import { runOnLease, type Attempt } from '../database/run-transaction.ts'
import { ProofNotes } from './proof/proof-notes.ts'
import type { Result, Settled, Statement } from '../database/statement.ts'
import type { Attributes, Tracer } from '../database/trace.ts'
import type { TransactionExecutor } from '../database/transaction-executor.ts'
import type { TransactionMode } from '../database/transaction-options.ts'

/** What a unit of a migration works with: the transaction for people's code, and the way to send what the engine has written itself. */
export interface Work {
  readonly tx: Transaction
  execute(toSend: Statement): Promise<Result>
  /** Sends several with one flush, where the engine can; each answer tells its own fate, and what stands behind a failure does nothing. */
  pipeline(toSend: readonly Statement[]): Promise<readonly Settled<Result>[]>
  readonly ask: Ask
  /** What a trace tells of all that is sent from now on. */
  concerns(about: Attributes): void
  /** Copies a table before something of it is taken away. Left out where the caller wants no copies. */
  readonly backUp?: (table: string, version: number) => Promise<void>
  /** What makes a table anew proves that it kept the rows. Left out where the caller wants no proof. */
  readonly proves?: boolean
  /** What it has proved. */
  readonly notes: ProofNotes
  /** Undoes what failed and goes on, where the engine has savepoints. */
  readonly attempt: Attempting
  readonly hasSavepoints: boolean
}

export interface UnitLimits {
  readonly timeout: number
  readonly lockTimeout: number
  /** How long it may wait for the lane. */
  readonly acquireTimeout: number
  readonly signal?: AbortSignal | undefined
  /** What an error says could not be done. Default `migrate`. */
  readonly action?: string
  /** What a trace tells of its statements, as the migration that they are of. */
  readonly about?: Attributes
}

export interface WorkshopParts {
  /** Of the whole database, every tenant's rows included. */
  readonly root: RootExecutor
  readonly session: Session
  readonly backend: string
  makeTables(tables: readonly AnyTable[]): Promise<void>
  /** Makes the tables of what the library knows of tables: references that it keeps, changes that are recorded. */
  makeCatalogues(): Promise<void>
  makeTransaction(inner: TransactionExecutor): Transaction
  /** The same over another driver: a copy of the database. */
  on(driver: Driver): WorkshopParts
}

/** Sends statements on the connection of one that stands alone, and that one where it belongs. */
export type Around = (
  execute: (one: Statement) => Promise<Result>,
  send: () => Promise<Result>,
) => Promise<Result>

/** Where migrations are run: units in the exclusive lane, where nothing else of this process is going on. */
export class Workshop {
  readonly parts: WorkshopParts
  readonly #held: Lease | undefined

  constructor(parts: WorkshopParts, held?: Lease) {
    this.parts = parts
    this.#held = held
  }

  get engine(): RootExecutor['engine'] {
    return this.parts.root.engine
  }

  /** A workshop on a copy of the database. */
  on(driver: Driver): Workshop {
    return new Workshop(this.parts.on(driver))
  }

  get session(): Session {
    return this.parts.session
  }

  /** Runs `body` in a transaction of its own, once. `rebuilds`: tables are dropped and made again, which no reference may act on. */
  async transaction<R>(
    body: (work: Work) => Promise<R>,
    limits: UnitLimits,
    options: { readonly rebuilds?: boolean; readonly readOnly?: boolean } = {},
  ): Promise<R> {
    const { root } = this.parts
    const lease = await this.#leaseFor(options.readOnly === true, limits)
    const mode: TransactionMode = {
      isolation: 'read-committed',
      readOnly: options.readOnly ?? false,
      retries: 0,
      timeout: limits.timeout,
      acquireTimeout: limits.acquireTimeout,
      signal: limits.signal,
    }
    const attempt: Attempt = { scope: undefined }
    const { lockTimeout } = limits
    return runOnLease(root, lease, (inner) => body(this.#work(inner, limits)), mode, attempt, {
      lockTimeout,
      rebuilds: options.rebuilds ?? false,
      keepsLease: this.#held !== undefined,
      tracer: this.#tracer(limits),
    })
  }

  /** Reads, on the held connection where there is one: a pool of one has no other. */
  read<R>(body: (session: Session) => Promise<R>, limits: UnitLimits): Promise<R> {
    if (this.#held === undefined) return body(this.session)
    return this.transaction(({ tx }) => body(tx), limits, { readOnly: true })
  }

  /** Runs one statement outside of any transaction. `around`: what goes before it and behind it on the same connection, without the bounds of the statement. */
  async alone(
    toSend: Statement,
    limits: UnitLimits,
    action: string,
    around: Around = (_, send) => send(),
  ): Promise<Result> {
    const lease = await this.#lease(limits)
    const { connection } = lease
    const tracer = this.#tracer(limits)
    try {
      const execute = async (one: Statement): Promise<Result> =>
        tracer.statement(one, () => connection.execute(one))
      return await around(execute, () => this.#bounded(connection, () => execute(toSend), limits, action))
    } catch (error) {
      throw error instanceof HoldfastError ? error : toError(this.engine.driver, error, 'statement', action)
    } finally {
      if (this.#held === undefined) await lease.end({ broken: connection.inTransaction })
    }
  }

  /** One statement, which the time and the signal stop. */
  async #bounded(
    connection: Connection,
    send: () => Promise<Result>,
    { timeout, signal }: UnitLimits,
    action: string,
  ): Promise<Result> {
    let stoppedBy: HoldfastError | undefined
    const stopWith = (error: HoldfastError): void => {
      stoppedBy ??= error
      // One that cannot be stopped goes on to its end, and what it answers counts.
      void connection.interrupt?.().catch(() => undefined)
    }
    const onAbort = (): void => stopWith(givenUp(signal!, action, 'not-applied'))
    const timer = setTimeout(
      () =>
        stopWith(
          new HoldfastError('timeout', `Cannot ${action}: it took longer than the ${timeout} ms allowed`),
        ),
      timeout,
    )
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      if (signal?.aborted === true) throw givenUp(signal, action, 'not-applied')
      return await send()
    } catch (error) {
      throw stoppedBy ?? toError(this.engine.driver, error, 'statement', action)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  }

  /** Runs `body` with a workshop that does everything on one connection. */
  async onOneConnection<R>(body: (held: Workshop) => Promise<R>, limits: UnitLimits): Promise<R> {
    if (this.#held !== undefined) return body(this)
    const lease = await this.#lease(limits)
    try {
      return await body(new Workshop(this.parts, lease))
    } finally {
      await lease.end({ broken: lease.connection.inTransaction })
    }
  }

  /** Who only looks can do so where nobody may write. */
  async #leaseFor(readOnly: boolean, limits: UnitLimits): Promise<Lease> {
    if (!readOnly) return this.#lease(limits)
    try {
      return await this.#lease(limits)
    } catch (error) {
      if (hasCode(error, 'read-only')) return this.#lease(limits, 'read')
      throw error
    }
  }

  #lease(
    { acquireTimeout, signal, action = 'migrate' }: UnitLimits,
    route: Route = 'exclusive',
  ): Lease | Promise<Lease> {
    if (this.#held !== undefined) return this.#held
    const { root } = this.parts
    const wait = { deadline: performance.now() + acquireTimeout, ...(signal === undefined ? {} : { signal }) }
    return this.engine.connections.lease(route, wait, action, root.tenancy)
  }

  #tracer({ about }: UnitLimits): Tracer {
    const { tracer } = this.engine
    return about === undefined ? tracer : tracer.about(about)
  }

  #work(inner: TransactionExecutor, { action = 'migrate' }: UnitLimits): Work {
    const asking =
      (executor: TransactionExecutor): Ask =>
      async (toSend) =>
        (await executor.query(toSend, 'write', { action })).rows
    return {
      tx: this.parts.makeTransaction(inner),
      execute: async (toSend) => inner.query(toSend, 'write', { action }),
      pipeline: (toSend) => inner.pipeline(toSend, { action }),
      ask: asking(inner),
      concerns: (about) => {
        inner.scope.line.tracer = this.engine.tracer.about(about)
      },
      attempt: (work) => inner.nest((nested) => work(asking(nested))),
      hasSavepoints: this.engine.capabilities.savepoints,
      notes: new ProofNotes(),
    }
  }
}
