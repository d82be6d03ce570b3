import { nextChange, type ChangeSignal } from './change-signal.ts'

/** One listener for waits that come one behind the other, until it is stopped: to begin and end one for each wait may cost what it waits for. */
export class HeardChanges {
  readonly #stop: () => void
  #wake: (() => void) | undefined

  /** `listen` calls its argument at each change and returns how to stop. */
  constructor(listen: (wake: () => void) => () => void) {
    this.#stop = listen(() => this.#wake?.())
  }

  /** As `nextChange`. One at a time. */
  next(timeout: number, signal: AbortSignal | undefined): ChangeSignal {
    return nextChange(
      (wake) => {
        this.#wake = wake
        return () => {
          this.#wake = undefined
        }
      },
      timeout,
      signal,
    )
  }

  stop(): void {
    this.#stop()
  }
}
