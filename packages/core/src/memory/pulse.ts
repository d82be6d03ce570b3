export interface Beat {
  /** Resolves at the next beat, after the time, or when the signal aborts. */
  readonly felt: Promise<void>
  cancel(): void
}

/** Tells watchers that something may have changed. */
export class Pulse {
  readonly #listeners = new Set<() => void>()

  beat(): void {
    for (const wake of this.#listeners) wake()
  }

  next(timeout: number, signal: AbortSignal | undefined): Beat {
    let resolveFelt: (() => void) | undefined
    const felt = new Promise<void>((resolve) => {
      resolveFelt = resolve
    })
    const wake = (): void => resolveFelt?.()
    this.#listeners.add(wake)
    signal?.addEventListener('abort', wake, { once: true })
    const timer = setTimeout(wake, timeout)
    return {
      felt,
      cancel: () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', wake)
        this.#listeners.delete(wake)
      },
    }
  }
}
