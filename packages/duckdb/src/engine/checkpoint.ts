import { statSync } from 'node:fs'
import type { Log } from '@holdfast/core'
import type { Slots } from './slots.ts'

/** How long nothing must have been written before the log is merged unasked, in milliseconds. */
const idleTime = 500

interface Parts {
  /** Runs the engine's CHECKPOINT. The caller holds the write lane. */
  readonly run: () => Promise<void>
  readonly lane: Slots
  readonly log: Log | undefined
  /** The engine's log of changes, of which only the size is looked at. */
  readonly wal: string
  readonly idleBytes: number
  /** There is a log from before. */
  readonly owed: boolean
}

/**
 * Merges the log of changes into the database file. After a change of the catalog at once: replaying some of them makes
 * the file unopenable for everybody who opens it directly. When a snapshot that is still open pins the log, later.
 */
export class Checkpoint {
  readonly #parts: Parts
  #pending = false
  /** The last attempt failed for another reason than a snapshot; the next one waits for a pause after the next write. */
  #owed: boolean
  #timer: NodeJS.Timeout | undefined
  #current: Promise<void> = Promise.resolve()

  constructor(parts: Parts) {
    this.#parts = parts
    this.#owed = parts.owed
  }

  /** The log should have been merged, and could not be yet. */
  get isPending(): boolean {
    return this.#pending || this.#owed
  }

  /** Called by the holder of the lane, before giving it back. */
  async afterWrite(definitionsChanged: boolean): Promise<void> {
    if (definitionsChanged) this.#pending = true
    if (this.#pending) await this.#try()
    else this.#whenIdle()
  }

  /** Called when a reader has left: it may have been the one that pinned the log. */
  afterRead(): void {
    if (this.#pending) this.#takeLaneAndTry()
  }

  /** Merges what is left, and reports a failure. */
  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#current
    await this.#parts.run()
  }

  async #try(): Promise<void> {
    try {
      await this.#parts.run()
      this.#pending = false
      this.#owed = false
    } catch (error) {
      // What was committed stays committed; so this is for the log, and for the next attempt.
      const pinned = error instanceof Error && error.message.includes('Cannot CHECKPOINT')
      this.#pending = pinned
      this.#owed = !pinned
      this.#parts.log?.({
        level: pinned ? 'debug' : 'warn',
        event: 'maintenance',
        message: pinned
          ? 'checkpoint pending: a snapshot is still open'
          : 'checkpoint failed; it is tried again in a pause after the next write',
        attributes: { 'holdfast.checkpoint.pending': this.#pending },
      })
    }
  }

  #whenIdle(): void {
    if (this.#timer !== undefined) return void this.#timer.refresh()
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      const stats = statSync(this.#parts.wal, { throwIfNoEntry: false })
      if (stats !== undefined && (this.#owed || stats.size >= this.#parts.idleBytes)) this.#takeLaneAndTry()
    }, idleTime)
    this.#timer.unref()
  }

  #takeLaneAndTry(): void {
    if (!this.#parts.lane.tryTake()) return
    this.#current = this.#try().finally(() => this.#parts.lane.give())
  }
}
