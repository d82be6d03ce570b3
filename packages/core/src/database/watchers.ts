/** Who wants to know that a store changed. Wakes are coalesced: one for all changes of a turn. */
export class Watchers {
  readonly #byLane = new Map<string, Set<() => void>>()
  readonly #due = new Set<string>()

  add(lane: string, wake: () => void): () => void {
    const wakes = this.#byLane.get(lane) ?? new Set()
    this.#byLane.set(lane, wakes.add(wake))
    return () => {
      wakes.delete(wake)
      if (wakes.size === 0) this.#byLane.delete(lane)
    }
  }

  wake(lane: string): void {
    if (!this.#byLane.has(lane) || this.#due.has(lane)) return
    this.#due.add(lane)
    setImmediate(() => {
      this.#due.delete(lane)
      for (const wake of this.#byLane.get(lane) ?? []) wake()
    })
  }

  /** Wakes everybody, for the end of the database. */
  wakeAll(): void {
    for (const wakes of this.#byLane.values()) for (const wake of wakes) wake()
  }
}
