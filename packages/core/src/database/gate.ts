import { HoldfastError } from '../errors.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { Route, Wait } from './driver.ts'
import { givenUp } from './failure.ts'

/** Leaves the gate. Called exactly once. */
export type Leave = () => void

interface Waiter {
  readonly kind: Route
  readonly fail: (error: HoldfastError) => void
  readonly go: () => void
}

/**
 * The one queue of an engine with a single writer: batches, transactions, bulk loads and DDL pass in order of arrival.
 * `exclusive` also waits until the readers have left, and a waiting one keeps new readers out, or it would starve.
 */
export class Gate {
  #readers = 0
  #holder: 'write' | 'exclusive' | undefined
  readonly #waiting: Waiter[] = []
  readonly #leaveRead: Leave = () => {
    this.#readers--
    this.#admit()
  }
  readonly #leaveHolder: Leave = () => {
    this.#holder = undefined
    this.#admit()
  }

  enter(kind: Route, wait: Wait, action: string): MaybePromise<Leave> {
    if (this.#waiting.length === 0 && this.#isFree(kind)) return this.#take(kind)
    if (
      kind === 'read' &&
      this.#isFree(kind) &&
      !this.#waiting.some((waiter) => waiter.kind === 'exclusive')
    ) {
      return this.#take(kind)
    }
    return this.#queue(kind, wait, action)
  }

  /** Whether a reader would enter at once. */
  get isOpenToReaders(): boolean {
    return this.#waiting.length === 0 && this.#holder !== 'exclusive'
  }

  /** Enters as a reader; only while `isOpenToReaders`. */
  enterAtOnce(): Leave {
    return this.#take('read')
  }

  /** Sends everybody away who waits. */
  refuseAll(error: HoldfastError): void {
    for (const waiter of this.#waiting.slice()) waiter.fail(error)
  }

  #isFree(kind: Route): boolean {
    if (kind === 'read') return this.#holder !== 'exclusive'
    if (kind === 'write') return this.#holder === undefined
    return this.#holder === undefined && this.#readers === 0
  }

  #take(kind: Route): Leave {
    if (kind === 'read') {
      this.#readers++
      return this.#leaveRead
    }
    this.#holder = kind
    return this.#leaveHolder
  }

  #queue(kind: Route, wait: Wait, action: string): Promise<Leave> {
    return new Promise((resolve, reject) => {
      const leaveQueue = (error: HoldfastError): void => {
        finish()
        const index = this.#waiting.indexOf(waiter)
        if (index >= 0) this.#waiting.splice(index, 1)
        this.#admit()
        reject(error)
      }
      const onAbort = (): void => leaveQueue(givenUp(wait.signal!, action, 'not-applied'))
      // A timer counts in whole milliseconds from a whole one, so it may fire up to two before its time.
      const expire = (): void => {
        const left = wait.deadline - performance.now()
        if (left > 0) timer = setTimeout(expire, left)
        else leaveQueue(stayedBusy(action))
      }
      let timer = setTimeout(expire, Math.max(0, wait.deadline - performance.now()))
      const finish = (): void => {
        clearTimeout(timer)
        wait.signal?.removeEventListener('abort', onAbort)
      }
      const waiter: Waiter = {
        kind,
        fail: leaveQueue,
        go: () => {
          finish()
          resolve(this.#take(kind))
        },
      }
      wait.signal?.addEventListener('abort', onAbort, { once: true })
      this.#waiting.push(waiter)
    })
  }

  #admit(): void {
    for (;;) {
      const index = this.#nextIndex()
      if (index < 0) return
      this.#waiting.splice(index, 1)[0]!.go()
    }
  }

  /** The first waiter, or a reader behind a waiting writer: a writer does not disturb readers. */
  #nextIndex(): number {
    for (let index = 0; index < this.#waiting.length; index++) {
      const { kind } = this.#waiting[index]!
      const isFirstOfItsKind =
        kind === 'read' || index === this.#waiting.findIndex((waiter) => waiter.kind !== 'read')
      if (isFirstOfItsKind && this.#isFree(kind)) return index
      if (kind === 'exclusive') return -1
    }
    return -1
  }
}

const stayedBusy = (action: string): HoldfastError =>
  new HoldfastError(
    'busy',
    `Cannot ${action}: the writer stayed taken for longer than the wait that was allowed`,
    {
      retryable: true,
    },
  )
