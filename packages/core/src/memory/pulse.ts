import { nextChange, type ChangeSignal } from '../door/change-signal.ts'

/** Tells watchers that something may have changed. */
export class Pulse {
  readonly #listeners = new Set<() => void>()

  beat(): void {
    for (const wake of this.#listeners) wake()
  }

  /** Calls `wake` at every beat; returns how to stop. */
  listen(wake: () => void): () => void {
    this.#listeners.add(wake)
    return () => {
      this.#listeners.delete(wake)
    }
  }

  next(timeout: number, signal: AbortSignal | undefined): ChangeSignal {
    return nextChange((wake) => this.listen(wake), timeout, signal)
  }
}
