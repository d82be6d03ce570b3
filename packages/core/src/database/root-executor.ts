import { randomBytes } from 'node:crypto'
import type { Capabilities } from '../contracts/capabilities.ts'
import type { Environment, EpochMilliseconds } from '../contracts/environment.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { TransactionOptions } from '../contracts/session.ts'
import { hasCode, HoldfastError } from '../errors.ts'
import { Batcher } from './batcher.ts'
import type { ChangeNotes } from './change-notes.ts'
import { Connections } from './connections.ts'
import { refuseInsideTransaction } from './context.ts'
import type { Dialect } from './dialect.ts'
import type { Driver, Route, Wait } from './driver.ts'
import type { Call, Executor } from './executor.ts'
import { toError } from './failure.ts'
import { interruptible, type Bounds } from './interruptible.ts'
import type { KeyedOperation, KeyedWrite } from './keyed-operation.ts'
import { LoopShare } from '../door/loop-share.ts'
import type { Tenancy } from '../door/tenancy.ts'
import { shapeStatement } from './shape-statement.ts'
import type { Result, Statement } from './statement.ts'
import { Tracer } from './trace.ts'
import { runTransaction } from './run-transaction.ts'
import type { TransactionExecutor } from './transaction-executor.ts'
import { type Reach, Watchers } from './watchers.ts'

/** What tenants of one database share. */
export interface Engine {
  readonly driver: Driver
  readonly dialect: Dialect
  readonly capabilities: Capabilities
  readonly environment: Environment
  readonly tracer: Tracer
  readonly connections: Connections
  readonly batcher: Batcher
  readonly watchers: Watchers
  /** How to stop each transaction that is running. */
  readonly running: Set<(error: HoldfastError) => void>
  /** What the triggers of tracked tables are told. */
  readonly notes: ChangeNotes
  /** Only where the engine answers in-thread. */
  readonly loop: LoopShare | undefined
}

export const makeEngine = (
  driver: Driver,
  dialect: Dialect,
  capabilities: Capabilities,
  environment: Environment,
  notes: ChangeNotes,
): Engine => {
  const tracer = new Tracer(
    driver.facts,
    environment,
    (error) => toError(driver, error, 'statement', 'run').code,
  )
  const connections = new Connections(driver, tracer)
  const batcher = new Batcher(connections, dialect, tracer, timeOf(dialect, environment))
  return {
    driver,
    dialect,
    capabilities,
    environment,
    tracer,
    connections,
    batcher,
    watchers: new Watchers(driver.notices),
    running: new Set(),
    notes,
    loop: dialect.batch.flush === 'check' ? new LoopShare() : undefined,
  }
}

/** A server stamps rows with its own statement time unless a clock was handed in. */
const timeOf = (dialect: Dialect, { clock }: Environment): (() => EpochMilliseconds | null) => {
  if (clock !== undefined) return clock
  return dialect.time === 'server' ? () => null : Date.now
}

/** What stores and sessions see of the database itself: every call is its own transaction. */
export class RootExecutor implements Executor {
  readonly isTransaction = false
  readonly isReadOnly = false
  readonly isolation: undefined
  readonly engine: Engine
  readonly dialect: Dialect
  readonly ns: string
  readonly isSystem: boolean
  /** For whom the engine is told to work; undefined for nobody, and where the engine does not ask. */
  readonly tenancy: Tenancy | undefined
  readonly time: () => EpochMilliseconds | null

  constructor(engine: Engine, ns: string, isSystem = false) {
    this.engine = engine
    this.dialect = engine.dialect
    this.ns = ns
    this.isSystem = isSystem
    this.tenancy = engine.dialect.tables.tenantGuard === undefined ? undefined : tenancyOf(ns, isSystem)
    this.time = timeOf(engine.dialect, engine.environment)
  }

  get database(): object {
    return this.engine
  }

  get whole(): object {
    return this.engine
  }

  withNamespace(ns: string): RootExecutor {
    return new RootExecutor(this.engine, ns)
  }

  asSystem(): RootExecutor {
    return new RootExecutor(this.engine, '', true)
  }

  elapsed(): number {
    const { clock } = this.engine.environment
    return clock === undefined ? performance.now() : clock()
  }

  random(bytes: number): Uint8Array {
    return (this.engine.environment.random ?? randomBytes)(bytes)
  }

  read<R>(operation: KeyedOperation<R>, call: Call): MaybePromise<R> {
    this.check(call.action)
    if (this.dialect.batch.reads) return this.engine.batcher.read(operation, call, this.tenancy)
    const result = this.#run(shapeStatement(this.dialect.batch.form, [operation], this.time()), 'read', call)
    return result instanceof Promise
      ? result.then(({ rows }) => operation.answer(rows[0]))
      : operation.answer(result.rows[0])
  }

  write<R>(operation: KeyedWrite<R>, call: Call): Promise<R> {
    this.check(call.action)
    return this.engine.batcher.write(operation, call, this.tenancy)
  }

  writeAll(): Promise<void> {
    throw new TypeError('Cannot write several operations outside a transaction')
  }

  together(): Promise<void> {
    throw new TypeError('Cannot send several statements outside a transaction')
  }

  ride(): void {
    throw new TypeError('Cannot send a statement with others outside a transaction')
  }

  hold(): void {
    throw new TypeError('Cannot hold work outside a transaction')
  }

  bulk(): Promise<number> {
    throw new TypeError('Cannot insert in bulk outside a transaction')
  }

  query(toSend: Statement, route: Route, call: Call & Bounds): MaybePromise<Result> {
    this.check(call.action)
    return this.#run(toSend, route, call)
  }

  /** Which connection a raw statement needs. The engine may be asked, but nothing of the statement is sent yet. */
  route(text: string, action: string): MaybePromise<Route> {
    const { driver } = this.engine
    const failed = (error: unknown): never => {
      throw error instanceof TypeError || error instanceof RangeError
        ? error
        : toError(driver, error, 'acquire', action)
    }
    try {
      const route = driver.route(text)
      return route instanceof Promise ? route.catch(failed) : route
    } catch (error) {
      return failed(error)
    }
  }

  async transaction<R>(body: (inner: Executor) => Promise<R>, options?: TransactionOptions): Promise<R> {
    return this.begin((inner) => body(inner), options)
  }

  async begin<R>(body: (inner: TransactionExecutor) => Promise<R>, options?: TransactionOptions): Promise<R> {
    this.check('begin a transaction')
    return runTransaction(this, body, options)
  }

  fail(error: HoldfastError): HoldfastError {
    return error
  }

  tellsFirst(isMany: boolean): boolean {
    const { tracking } = this.dialect.tables
    const { notes } = this.engine
    if (tracking === undefined || !notes.isExpected) return false
    return (isMany && tracking.namesTransactions) || !notes.isSilent
  }

  afterCommit(): void {
    throw new TypeError('Cannot register an action for after the commit outside a transaction')
  }

  changed(lane: string, reach: Reach = 'process'): void {
    this.engine.watchers.wake(lane, reach)
  }

  onChange(lane: string, wake: () => void, reach: Reach = 'process'): () => void {
    return this.engine.watchers.add(lane, wake, reach)
  }

  /** Throws when the database is closed, or when it is used inside its own transaction. */
  check(action: string): void {
    if (this.engine.connections.isClosing)
      throw new HoldfastError('closed', `Cannot ${action}: the database is closed`)
    refuseInsideTransaction(this.engine, () => action)
  }

  #run(toSend: Statement, route: Route, { action, signal, deadline }: Call & Bounds): MaybePromise<Result> {
    const { connections, tracer, driver, loop } = this.engine
    const breath = loop?.turn(1)
    // The point read of an in-thread engine takes microseconds: it pays for no bounds that it does not have.
    if (
      breath === undefined &&
      signal === undefined &&
      deadline === undefined &&
      !tracer.hears('statement')
    ) {
      return connections.use(
        route,
        noBounds,
        action,
        (connection) => connection.execute(toSend),
        this.tenancy,
      )
    }
    const send = (wait: Partial<Wait>): MaybePromise<Result> =>
      connections.use(
        route,
        wait,
        action,
        (connection) =>
          interruptible(driver, connection, { signal, deadline }, action, () =>
            tracer.statement(toSend, () => connection.execute(toSend)),
          ),
        this.tenancy,
      )
    const run = (): MaybePromise<Result> =>
      deadline === undefined
        ? send(signal === undefined ? {} : { signal })
        : withinDeadline(deadline, action, () => send({ signal, deadline }))
    return breath === undefined ? run() : breath.then(run)
  }
}

const noBounds: Partial<Wait> = {}

const tenancyOf = (ns: string, isSystem: boolean): Tenancy | undefined => {
  if (ns !== '') return { kind: 'tenant', id: ns }
  return isSystem ? { kind: 'system' } : undefined
}

/** A wait that ended because the caller's own time was up is the caller's timeout. */
const withinDeadline = async <R>(
  deadline: number,
  action: string,
  run: () => MaybePromise<R>,
): Promise<R> => {
  try {
    return await run()
  } catch (error) {
    // A driver's timer may fire up to two milliseconds before its time; see `Gate`.
    if (!hasCode(error, 'busy') || performance.now() < deadline - 2) throw error
    throw new HoldfastError(
      'timeout',
      `Cannot ${action}: the time allowed passed while it waited for a connection`,
      { cause: error },
    )
  }
}
