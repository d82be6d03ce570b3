import type { ConnectionOptions } from 'node:tls'
import type { Client } from 'pg'
import { remember } from './error-context.ts'
import { backendKey, connectionOf, type PgConnection, type TransactionStatus } from './pg-internals.ts'
import { StatementCache } from './statement-cache.ts'
import { type Shape, type Speak, Task } from './task.ts'

/** How long the server may take to say goodbye. Milliseconds. */
const patience = 1_000

/**
 * One physical connection. What is sent goes out at once, behind what is still running, and is answered in order; each
 * task ends when the server says it is ready again, so the transaction status is never older than the answer.
 */
export class Wire {
  readonly client: Client
  /** How this connection is protected; a cancel request goes the same way. */
  readonly tls: ConnectionOptions | false
  readonly cache: StatementCache
  readonly bornAt: number = performance.now()
  readonly #connection: PgConnection
  readonly #closed: Promise<void>
  readonly #running: Task[] = []
  readonly #waiting: (() => void)[] = []
  readonly #onDeath: Set<() => void> = new Set()
  #status: TransactionStatus = 'I'
  #expectsTransaction = false
  #death: Error | undefined

  constructor(client: Client, tls: ConnectionOptions | false, cachedStatements: number) {
    this.client = client
    this.tls = tls
    this.cache = new StatementCache(cachedStatements)
    this.#connection = connectionOf(client)
    // After pg's own listener, which hands the answer to the task.
    this.#connection.on('readyForQuery', ({ status }) => this.#ready(status))
    client.on('error', (error) => this.#die(error))
    this.#closed = new Promise((resolve) => {
      client.on('end', () => {
        this.#die(new Error('Connection terminated unexpectedly'))
        resolve()
      })
    })
  }

  get isDead(): boolean {
    return this.#death !== undefined
  }

  get isBusy(): boolean {
    return this.#running.length > 0
  }

  get running(): readonly Task[] {
    return this.#running
  }

  /** Whether a transaction is open, counting what has been sent and not answered. */
  get inTransaction(): boolean {
    return this.#running.length > 0 ? this.#expectsTransaction : this.#status !== 'I'
  }

  /** Whether the open transaction has failed. */
  get isFailed(): boolean {
    return this.#status === 'E'
  }

  get key(): { readonly processID: number; readonly secretKey: number } {
    return backendKey(this.client)
  }

  onDeath(listener: () => void): void {
    this.#onDeath.add(listener)
  }

  /** Resolves with true when everything that was sent is answered, or with false after `limit` milliseconds. */
  async whenIdle(limit: number): Promise<boolean> {
    if (!this.isBusy) return true
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), limit)
      this.#waiting.push(() => {
        clearTimeout(timer)
        resolve(true)
      })
    })
  }

  /** Everything sent by `body` leaves in one write. */
  together<R>(body: () => R): R {
    const { stream } = this.#connection
    stream.cork()
    try {
      return body()
    } finally {
      stream.uncork()
    }
  }

  /** `opens`: the task begins (true) or ends (false) a transaction, as far as its text tells. */
  send(speak: Speak, done: (task: Task) => void, opens?: boolean, shape?: Shape): Task {
    return this.run(new Task(speak, this.inTransaction, done, shape), opens)
  }

  run(task: Task, opens?: boolean): Task {
    if (this.#death !== undefined) {
      task.handleError(unsent(this.#death))
      queueMicrotask(() => task.finish())
      return task
    }
    this.#expectsTransaction = opens ?? this.inTransaction
    task.opens = opens === true
    this.#running.push(task)
    this.client.query(task as never)
    return task
  }

  /** Resolves when the socket is closed. */
  get closed(): Promise<void> {
    return this.#closed
  }

  /** Ends the connection, politely when nothing runs. */
  destroy(): void {
    if (this.#death !== undefined) return
    if (!this.isBusy) {
      const impatience = setTimeout(() => this.#connection.stream.destroy(), patience)
      void this.#closed.then(() => clearTimeout(impatience))
      void this.client.end()
      this.#die(new Error('Connection terminated'), true)
    } else this.#die(new Error('Connection terminated'))
  }

  #ready(status: TransactionStatus): void {
    this.#status = status
    this.#running.shift()?.finish()
    this.#tellIdle()
  }

  #tellIdle(): void {
    if (this.#running.length > 0 || this.#waiting.length === 0) return
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  #die(error: Error, isPolite = false): void {
    if (this.#death !== undefined) return
    this.#death = error
    if (!isPolite) this.#connection.stream.destroy()
    for (const listener of this.#onDeath) listener()
    if (!this.isBusy) return
    // pg gives each query its error in the next tick: the server's last words, if there were any.
    setImmediate(() => {
      for (const task of this.#running.splice(0)) {
        task.handleError(new Error(error.message, { cause: error }))
        task.finish()
      }
      this.#tellIdle()
    })
  }
}

const unsent = (death: Error): Error => {
  const error = new Error('The connection was lost before this was sent', { cause: death })
  remember(error, { inTransaction: false, interrupted: false, unsent: true })
  return error
}
