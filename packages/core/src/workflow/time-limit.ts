import type { Milliseconds } from '../contracts/environment.ts'
import { HoldfastError } from '../errors.ts'

/** The longest that an attempt of a step may take. */
export class TimeLimit {
  /** Rejects when it has passed. */
  readonly passed: Promise<never>
  readonly #late = new AbortController()
  readonly #timer: ReturnType<typeof setTimeout>

  constructor(limit: Milliseconds) {
    const { signal } = this.#late
    this.passed = new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as HoldfastError), { once: true })
    })
    // Not everybody waits for it.
    this.passed.catch(() => undefined)
    const reason = `it took longer than the ${limit} ms that were allowed`
    this.#timer = setTimeout(
      () =>
        this.#late.abort(new HoldfastError('timeout', `Cannot run a step: ${reason}`, { retryable: true })),
      limit,
    )
  }

  /** Aborts, with the error as its reason. */
  get signal(): AbortSignal {
    return this.#late.signal
  }

  clear(): void {
    clearTimeout(this.#timer)
  }
}
