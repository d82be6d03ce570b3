import { HoldfastError, type MaybePromise, type Wait } from '@holdfast/core'
import { PostgresConnection, type Prepared } from '../connection.ts'
import type { Settings } from '../options.ts'

interface Waiter {
  readonly resolve: (connection: PostgresConnection) => void
  readonly reject: (error: unknown) => void
}

/** Connections for many callers: first come, first served; every wait has an end; what died is replaced when needed. */
export class Pool {
  readonly #settings: Settings
  readonly #connect: () => Promise<Prepared>
  readonly #all = new Set<PostgresConnection>()
  readonly #waiters: Waiter[] = []
  readonly #sweeper: NodeJS.Timeout
  #idle: PostgresConnection[] = []
  #connecting = 0
  #isClosed = false

  constructor(settings: Settings, connect: () => Promise<Prepared>) {
    this.#settings = settings
    this.#connect = connect
    const interval = Math.min(10_000, Math.max(10, Math.ceil(settings.idleTimeout / 2)))
    this.#sweeper = setInterval(() => this.#sweep(), interval).unref()
    this.#sweep()
  }

  /** How many connections there are, being made included. */
  get size(): number {
    return this.#all.size + this.#connecting
  }

  get idle(): number {
    return this.#idle.length
  }

  acquire(wait: Wait): MaybePromise<PostgresConnection> {
    if (this.#isClosed) throw new HoldfastError('closed', 'The connection pool is closed')
    if (wait.signal?.aborted === true) throw cancelled(wait.signal)
    const connection = this.#takeIdle()
    if (connection !== undefined) return connection
    return new Promise((resolve, reject) => {
      const { signal } = wait
      const leave = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
      }
      const waiter: Waiter = {
        resolve: (given) => {
          leave()
          resolve(given)
        },
        reject: (error) => {
          leave()
          reject(error)
        },
      }
      const giveUp = (error: HoldfastError): void => {
        const index = this.#waiters.indexOf(waiter)
        if (index >= 0) this.#waiters.splice(index, 1)
        waiter.reject(error)
      }
      const onAbort = (): void => giveUp(cancelled(signal as AbortSignal))
      // A timer counts whole milliseconds from a whole one: without one more it fires before its time.
      const timer = setTimeout(
        () => giveUp(this.#busy()),
        Math.max(0, Math.ceil(wait.deadline - performance.now())) + 1,
      )
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#waiters.push(waiter)
      this.#grow()
    })
  }

  /** Ends the connections that nobody uses, and waits until they are gone. */
  async endIdle(): Promise<void> {
    const wires = this.#idle.splice(0).map(({ wire }) => wire)
    for (const wire of wires) wire.destroy()
    await Promise.all(wires.map(({ closed }) => closed))
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#sweeper)
    for (const waiter of this.#waiters.splice(0))
      waiter.reject(new HoldfastError('closed', 'The connection pool is closed'))
    const wires = [...this.#all].map(({ wire }) => wire)
    for (const wire of wires) wire.destroy()
    await Promise.all(wires.map(({ closed }) => closed))
  }

  #giveBack(connection: PostgresConnection, isUsable: boolean): void {
    if (!isUsable || this.#isClosed || this.#isOld(connection)) connection.wire.destroy()
    else this.#offer(connection)
  }

  #offer(connection: PostgresConnection): void {
    const waiter = this.#waiters.shift()
    if (waiter !== undefined) {
      waiter.resolve(connection)
      return
    }
    connection.idleSince = performance.now()
    this.#idle.push(connection)
  }

  /** The one used last: the others may become old and leave. */
  #takeIdle(): PostgresConnection | undefined {
    for (;;) {
      const connection = this.#idle.pop()
      if (connection === undefined || !this.#isOld(connection)) return connection
      connection.wire.destroy()
    }
  }

  #isOld({ wire }: PostgresConnection): boolean {
    const { lifetime } = this.#settings
    return lifetime > 0 && performance.now() - wire.bornAt > lifetime
  }

  #grow(): void {
    if (this.#isClosed) return
    while (this.#connecting < this.#waiters.length && this.size < this.#settings.max) void this.#add()
  }

  async #add(): Promise<void> {
    this.#connecting += 1
    try {
      const prepared = await this.#connect()
      const { wire } = prepared
      const connection = new PostgresConnection(prepared, this.#settings, (given, isUsable) =>
        this.#giveBack(given, isUsable),
      )
      this.#connecting -= 1
      if (this.#isClosed || wire.isDead) wire.destroy()
      else {
        this.#all.add(connection)
        wire.onDeath(() => this.#remove(connection))
        this.#offer(connection)
      }
    } catch (error) {
      this.#connecting -= 1
      // The server is full. Whoever waits may still get one of ours.
      if (isFull(error) && this.#all.size > 0) return
      this.#waiters.shift()?.reject(error)
    }
    this.#grow()
  }

  #remove(connection: PostgresConnection): void {
    this.#all.delete(connection)
    this.#idle = this.#idle.filter((idle) => idle !== connection)
    this.#grow()
  }

  /** Ends what has been idle for too long, oldest first, and keeps `min`. */
  #sweep(): void {
    const now = performance.now()
    for (const connection of this.#idle) {
      const isSpare =
        this.#all.size > this.#settings.min && now - connection.idleSince > this.#settings.idleTimeout
      if (isSpare || this.#isOld(connection)) connection.wire.destroy()
    }
    // Nobody waits for these, so a failure is for the next caller, who will make its own attempt and be told.
    while (!this.#isClosed && this.size < this.#settings.min) void this.#add()
  }

  #busy(): HoldfastError {
    const { max } = this.#settings
    const what = max === 1 ? 'the only connection' : `all ${max} connections`
    const why =
      this.size < max || this.#connecting > 0
        ? 'no connection could be made in time'
        : `${what} stayed in use`
    return new HoldfastError('busy', `Cannot get a connection: ${why}`, { retryable: true })
  }
}

const cancelled = (signal: AbortSignal): HoldfastError =>
  new HoldfastError('cancelled', 'Cannot get a connection: the signal was aborted', { cause: signal.reason })

const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '53300'
