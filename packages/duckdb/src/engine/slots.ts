import { HoldfastError, type MaybePromise, type Wait } from '@holdfast/core'

interface Waiter {
  readonly go: () => void
}

/** So many at once; the others wait in order of arrival, each no longer than it allowed. */
export class Slots {
  #free: number
  readonly #what: string
  readonly #waiting: Waiter[] = []

  constructor(count: number, what: string) {
    this.#free = count
    this.#what = what
  }

  tryTake(): boolean {
    if (this.#free === 0) return false
    this.#free--
    return true
  }

  take(wait: Wait): MaybePromise<void> {
    if (this.tryTake()) return undefined
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        go: () => {
          finish()
          resolve()
        },
      }
      const giveUp = (error: Error): void => {
        finish()
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
        reject(error)
      }
      const onAbort = (): void =>
        giveUp(new HoldfastError('cancelled', `Cannot get ${this.#what}: the signal was aborted`))
      // A timer counts whole milliseconds from a whole one: without one more it fires before its time.
      const timer = setTimeout(
        () => giveUp(this.#busy()),
        Math.max(0, Math.ceil(wait.deadline - performance.now())) + 1,
      )
      const finish = (): void => {
        clearTimeout(timer)
        wait.signal?.removeEventListener('abort', onAbort)
      }
      this.#waiting.push(waiter)
      wait.signal?.addEventListener('abort', onAbort, { once: true })
      if (wait.signal?.aborted === true) onAbort()
    })
  }

  give(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free++
    else next.go()
  }

  #busy(): HoldfastError {
    const message = `Cannot get ${this.#what}: it stayed taken for longer than the wait that was allowed`
    return new HoldfastError('busy', message, { retryable: true })
  }
}
