import type { MaybePromise } from '../contracts/maybe-promise.ts'
import { HoldfastError } from '../errors.ts'
import { givenUp } from './given-up.ts'

export interface Wait {
  /** Milliseconds. */
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
}

interface Waiter {
  go(): void
  refuse(error: HoldfastError): void
}

/** One writer at a time, in order of arrival. */
export class Gate {
  #isTaken = false
  readonly #waiting = new Set<Waiter>()

  /** At once when it is free. Whoever came in must leave. */
  enter(wait: Wait, action: string): MaybePromise<void> {
    if (this.#isTaken) return this.#queue(wait, action)
    this.#isTaken = true
  }

  leave(): void {
    const [next] = this.#waiting
    if (next === undefined) this.#isTaken = false
    else next.go()
  }

  /** Sends everybody away who still waits. */
  refuseAll(error: HoldfastError): void {
    for (const waiter of this.#waiting) waiter.refuse(error)
  }

  #queue({ timeout, signal }: Wait, action: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        this.#waiting.delete(waiter)
      }
      const waiter: Waiter = {
        go: () => {
          done()
          resolve()
        },
        refuse: (error) => {
          done()
          reject(error)
        },
      }
      const abort = (): void => {
        if (signal !== undefined) waiter.refuse(givenUp(signal, action))
      }
      const timer = setTimeout(() => {
        waiter.refuse(stayedBusy(timeout, action))
      }, timeout)
      signal?.addEventListener('abort', abort, { once: true })
      this.#waiting.add(waiter)
    })
  }
}

const stayedBusy = (timeout: number, action: string): HoldfastError =>
  new HoldfastError(
    'busy',
    `Cannot ${action}: the writer stayed taken for the ${timeout} ms that were allowed`,
    {
      retryable: true,
    },
  )
