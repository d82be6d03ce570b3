import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { Tenancy } from '../door/tenancy.ts'
import { HoldfastError } from '../errors.ts'
import type { Connection, Driver, Route, Wait } from './driver.ts'
import { toError } from './failure.ts'
import { Gate, type Leave } from './gate.ts'
import type { Tracer } from './trace.ts'

/** How long a caller waits for a connection or the writer when it names no bound of its own, in milliseconds. */
export const defaultAcquireTimeout = 10_000

/** A connection that is held, and how to give it back. */
export interface Lease {
  readonly connection: Connection
  end(options?: { readonly broken?: boolean }): MaybePromise<void>
}

/** Hands out connections in fair order, with a bound on every wait, and counts those that are out. */
export class Connections {
  readonly driver: Driver
  readonly #tracer: Tracer
  readonly #gate: Gate | undefined
  #out = 0
  readonly #leased = new Set<Connection>()
  #closing = false
  #drained: (() => void) | undefined
  #stopped: HoldfastError | undefined
  #writesRefused: HoldfastError | undefined

  constructor(driver: Driver, tracer: Tracer) {
    this.driver = driver
    this.#tracer = tracer
    this.#gate = driver.lanes.writers === 1 ? new Gate() : undefined
  }

  get isClosing(): boolean {
    return this.#closing
  }

  /** Why whatever may write is refused, where it is. */
  get writesRefused(): HoldfastError | undefined {
    return this.#writesRefused
  }

  /** From now on whatever may write is refused with this error; nothing is again when it is left out. */
  refuseWrites(error?: HoldfastError): void {
    this.#writesRefused = error
  }

  lease(kind: Route, wait: Partial<Wait>, action: string, tenancy?: Tenancy): MaybePromise<Lease> {
    const bounded = bounds(wait)
    const connect = (leave?: Leave): MaybePromise<Lease> => {
      const failed = (error: unknown): never => {
        this.#left(leave)
        throw toError(this.driver, error, 'acquire', action)
      }
      try {
        this.check()
        if (this.#writesRefused !== undefined && kind !== 'read') throw this.#writesRefused
        const got = this.driver.acquire(kind, bounded, tenancy)
        if (got instanceof Promise) return got.then((connection) => this.#lease(connection, leave), failed)
        return this.#lease(got, leave)
      } catch (error) {
        return failed(error)
      }
    }
    this.#out++
    return this.#tracer.wait(kind, () => {
      if (this.#gate === undefined) return connect()
      const gated = kind === 'read' && this.driver.lanes.readers === 'shared' ? 'write' : kind
      const entered = this.#gate.enter(gated, bounded, action)
      if (!(entered instanceof Promise)) return connect(entered)
      return entered.then(connect, (error: unknown) => {
        this.#left()
        throw error
      })
    })
  }

  /** Runs `body` on a connection of its own. Stays in-thread when both the connection and the body do. */
  use<R>(
    kind: Route,
    wait: Partial<Wait>,
    action: string,
    body: (connection: Connection) => MaybePromise<R>,
    tenancy?: Tenancy,
  ): MaybePromise<R> {
    if (
      kind === 'read' &&
      this.#gate?.isOpenToReaders === true &&
      this.driver.lanes.readers === 'own' &&
      !this.#tracer.hears('wait')
    ) {
      return this.#readAtOnce(this.#gate, wait, action, body, tenancy)
    }
    const lease = this.lease(kind, wait, action, tenancy)
    return this.#whenLeased(lease, action, body)
  }

  /** Runs `body` while nobody has a connection, nor gets one. Only where there is one writer, for elsewhere nobody knows who has one. */
  async whileStill<R>(body: () => Promise<R>, wait: Partial<Wait>, action: string): Promise<R> {
    this.check()
    if (this.#gate === undefined)
      throw new HoldfastError('unsupported', `Cannot ${action}: its connections cannot be held back`)
    this.#out++
    let leave: Leave | undefined
    try {
      leave = await this.#gate.enter('exclusive', bounds(wait), action)
      return await body()
    } finally {
      this.#left(leave)
    }
  }

  /** Refuses new leases and resolves when all are back, or after `drain` milliseconds with the number still out. */
  async drain(drain: number): Promise<number> {
    this.#closing = true
    if (this.#out === 0) return 0
    let timer: NodeJS.Timeout | undefined
    await Promise.race([
      new Promise<void>((resolve) => (this.#drained = resolve)),
      new Promise<void>((resolve) => (timer = setTimeout(resolve, drain))),
    ])
    clearTimeout(timer)
    return this.#out
  }

  /** From now on nobody gets a connection, not even who waits for one. */
  stop(reason: HoldfastError): void {
    this.#stopped = reason
    this.#gate?.refuseAll(reason)
  }

  /** Throws when all work has been stopped. */
  check(): void {
    if (this.#stopped !== undefined) throw this.#stopped
  }

  /** Stops what still runs, where the engine can. */
  async interruptAll(): Promise<void> {
    await Promise.allSettled([...this.#leased].map(async (connection) => connection.interrupt?.()))
  }

  /** As `use`, without what only waiting needs: a point read takes a few microseconds in-thread. */
  #readAtOnce<R>(
    gate: Gate,
    wait: Partial<Wait>,
    action: string,
    body: (connection: Connection) => MaybePromise<R>,
    tenancy: Tenancy | undefined,
  ): MaybePromise<R> {
    let got: MaybePromise<Connection>
    try {
      got = this.driver.acquire('read', bounds(wait), tenancy)
    } catch (error) {
      throw toError(this.driver, error, 'acquire', action)
    }
    const leave = gate.enterAtOnce()
    this.#out++
    if (got instanceof Promise) {
      const failed = (error: unknown): never => {
        this.#left(leave)
        throw toError(this.driver, error, 'acquire', action)
      }
      return this.#whenLeased(
        got.then((connection) => this.#lease(connection, leave), failed),
        action,
        body,
      )
    }
    let result: MaybePromise<R>
    try {
      result = body(got)
    } catch (error) {
      return this.#fail(this.#lease(got, leave), error, action)
    }
    if (result instanceof Promise) return this.#finish(this.#lease(got, leave), action, result)
    const released = got.release()
    if (released instanceof Promise) return released.finally(() => this.#left(leave)).then(() => result)
    this.#left(leave)
    return result
  }

  #whenLeased<R>(
    lease: MaybePromise<Lease>,
    action: string,
    body: (connection: Connection) => MaybePromise<R>,
  ): MaybePromise<R> {
    return lease instanceof Promise
      ? lease.then((held) => this.#run(held, action, body))
      : this.#run(lease, action, body)
  }

  #run<R>(lease: Lease, action: string, body: (connection: Connection) => MaybePromise<R>): MaybePromise<R> {
    let result: MaybePromise<R>
    try {
      result = body(lease.connection)
    } catch (error) {
      return this.#fail(lease, error, action)
    }
    return result instanceof Promise ? this.#finish(lease, action, result) : succeed(lease, result)
  }

  #finish<R>(lease: Lease, action: string, result: Promise<R>): Promise<R> {
    return result.then(
      (value) => succeed(lease, value),
      (error: unknown) => this.#fail(lease, error, action),
    )
  }

  #fail(lease: Lease, error: unknown, action: string): MaybePromise<never> {
    const reported =
      error instanceof TypeError || error instanceof RangeError
        ? error
        : toError(this.driver, error, 'statement', action)
    const ended = lease.end({ broken: lostConnection(reported) })
    if (ended instanceof Promise) return ended.then(() => Promise.reject(reported))
    throw reported
  }

  #lease(connection: Connection, leave: Leave | undefined): Lease {
    this.#leased.add(connection)
    return {
      connection,
      end: (options) => {
        this.#leased.delete(connection)
        const released = connection.release(options)
        if (released instanceof Promise) return released.finally(() => this.#left(leave))
        this.#left(leave)
      },
    }
  }

  #left(leave?: Leave): void {
    leave?.()
    this.#out--
    if (this.#out === 0) this.#drained?.()
  }
}

const bounds = ({ deadline, signal }: Partial<Wait>): Wait =>
  deadline === undefined ? new DefaultWait(signal) : { deadline, signal }

/** Counts from the moment when somebody waits: whoever does not wait never looks at the clock. */
class DefaultWait implements Wait {
  readonly signal: AbortSignal | undefined
  #deadline: number | undefined

  constructor(signal: AbortSignal | undefined) {
    this.signal = signal
  }

  get deadline(): number {
    return (this.#deadline ??= performance.now() + defaultAcquireTimeout)
  }
}

const succeed = <R>(lease: Lease, value: R): MaybePromise<R> => {
  const ended = lease.end()
  return ended instanceof Promise ? ended.then(() => value) : value
}

const lostConnection = (error: unknown): boolean =>
  error instanceof HoldfastError && error.code === 'connection-lost'
