import type { Notices } from './notices.ts'

/** Who is told: this process, or every process of the database where the engine can tell them. */
export type Reach = 'process' | 'everywhere'

/** Who wants to know that a store changed. Wakes are coalesced: one for all changes of a turn. */
export class Watchers {
  readonly #notices: Notices | undefined
  readonly #byLane = new Map<string, Set<() => void>>()
  readonly #due = new Set<string>()

  constructor(notices: Notices | undefined) {
    this.#notices = notices
  }

  add(lane: string, wake: () => void, reach: Reach): () => void {
    const wakes = this.#byLane.get(lane) ?? new Set()
    this.#byLane.set(lane, wakes.add(wake))
    const deafen = reach === 'everywhere' ? this.#notices?.listen(lane, wake) : undefined
    return () => {
      deafen?.()
      wakes.delete(wake)
      if (wakes.size === 0) this.#byLane.delete(lane)
    }
  }

  wake(lane: string, reach: Reach): void {
    if (reach === 'everywhere') this.#notices?.tell(lane)
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
