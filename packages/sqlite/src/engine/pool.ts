import type { MaybePromise, Wait } from '@holdfast/core'
import type { SqliteConnection } from '../connection.ts'
import { Refusal } from './refusal.ts'
import { givenUp } from './retry.ts'

interface Waiter {
  readonly wait: Wait
  /** Ends the waiting with what is got, now or later. */
  readonly serve: (got: MaybePromise<SqliteConnection>) => void
}

/** The connections for reading: opened when needed, the last used first, and in order of arrival when all are out. */
export class Readers {
  readonly #most: number
  readonly #open: (wait: Wait) => MaybePromise<SqliteConnection>
  readonly #idle: SqliteConnection[] = []
  readonly #waiting: Waiter[] = []
  #count = 0
  #isClosed = false

  constructor(most: number, open: (wait: Wait) => MaybePromise<SqliteConnection>) {
    this.#most = most
    this.#open = open
  }

  acquire(wait: Wait): MaybePromise<SqliteConnection> {
    if (this.#isClosed) throw closed()
    const idle = this.#idle.pop()
    if (idle !== undefined) return idle.lend(wait)
    return this.#count < this.#most ? this.#another(wait) : this.#stand(wait)
  }

  giveBack(connection: SqliteConnection, broken: boolean): void {
    const next = this.#waiting[0]
    if (!broken && !this.#isClosed) {
      if (next === undefined) this.#idle.push(connection)
      else next.serve(connection.lend(next.wait))
      return
    }
    connection.handle.close()
    this.#count--
    if (next !== undefined && !this.#isClosed)
      next.serve(Promise.resolve(next.wait).then((wait) => this.#another(wait)))
  }

  /** Closes those that nobody uses; others are opened when they are needed. */
  closeIdle(): void {
    for (const connection of this.#idle.splice(0)) {
      connection.handle.close()
      this.#count--
    }
  }

  /** Frees what is here now, and the rest when it comes back. */
  close(): void {
    this.#isClosed = true
    for (const connection of this.#idle.splice(0)) connection.handle.close()
    for (const waiter of this.#waiting.slice()) waiter.serve(Promise.reject(closed()))
  }

  #another(wait: Wait): MaybePromise<SqliteConnection> {
    this.#count++
    const failed = (error: unknown): never => {
      this.#count--
      throw error
    }
    try {
      const opened = this.#open(wait)
      return opened instanceof Promise
        ? opened.then((connection) => connection.lend(wait), failed)
        : opened.lend(wait)
    } catch (error) {
      return failed(error)
    }
  }

  #stand(wait: Wait): Promise<SqliteConnection> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer)
        wait.signal?.removeEventListener('abort', onAbort)
        const index = this.#waiting.indexOf(waiter)
        if (index >= 0) this.#waiting.splice(index, 1)
      }
      const fail = (error: Refusal): void => {
        leave()
        reject(error)
      }
      const onAbort = (): void => fail(givenUp(wait, 'a reader'))
      const onTime = (): void => fail(new Refusal('busy', 'every reader stayed taken'))
      const waiter: Waiter = {
        wait,
        serve: (got) => {
          leave()
          resolve(got)
        },
      }
      // A timer counts whole milliseconds from a whole one: without one more it fires before its time.
      const timer = setTimeout(onTime, Math.max(0, Math.ceil(wait.deadline - performance.now())) + 1)
      wait.signal?.addEventListener('abort', onAbort, { once: true })
      this.#waiting.push(waiter)
      if (wait.signal?.aborted === true) onAbort()
    })
  }
}

const closed = (): Refusal => new Refusal('closed', 'the database has been closed')
