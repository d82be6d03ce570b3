/** Events that are kept, so that whoever comes late or comes back sees them all, from any position. */
export class EventLog<E> {
  readonly #events: E[] = []
  readonly #listeners = new Set<() => void>()
  #ended = false

  get ended(): boolean {
    return this.#ended
  }

  add(event: E): void {
    this.#events.push(event)
    this.#wake()
  }

  end(): void {
    this.#ended = true
    this.#wake()
  }

  #wake(): void {
    for (const listener of this.#listeners) listener()
  }

  /** Events from `position` on, with their positions, until the log has ended or the signal aborts. */
  async *follow(position: number, signal: AbortSignal): AsyncGenerator<readonly [number, E]> {
    let wake: (() => void) | undefined
    const listener = (): void => wake?.()
    this.#listeners.add(listener)
    signal.addEventListener('abort', listener)
    try {
      for (let next = position; !signal.aborted;) {
        const event = this.#events[next]
        if (event !== undefined) yield [next++, event]
        else if (this.#ended) return
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      this.#listeners.delete(listener)
      signal.removeEventListener('abort', listener)
    }
  }
}
