import type { StoreCall } from '../door/store-call.ts'
import { HoldfastError } from '../errors.ts'
import { keptError } from '../door/kept-error.ts'
import { deadlinePassed } from './kept-error.ts'
import type { ClaimedRun, EndedStep, FlowStorage, LockedRun, RunRow } from './flow-storage.ts'
import { decodeKey } from '../door/key.ts'

/** That the run is its worker's. Everything that is written for the run is written behind `guarded`. */
export class Tenure {
  readonly id: string
  readonly key: string
  readonly token: string
  readonly storage: FlowStorage
  readonly call: StoreCall
  /** What `guarded` throws when the run is somebody else's, or has ended. */
  readonly lost: HoldfastError
  /** What it throws when the deadline has passed. */
  readonly late: HoldfastError

  constructor(storage: FlowStorage, { key }: ClaimedRun, token: string, call: StoreCall) {
    this.storage = storage
    this.id = decodeKey(key) as string
    this.key = key
    this.token = token
    this.call = call
    this.lost = new HoldfastError(
      'lease-lost',
      'Cannot go on with the run: somebody else has it, or it has ended',
    )
    this.late = deadlinePassed()
  }

  /** Runs `body` in one transaction that commits only while the run is this worker's; nobody else gets the run before it ends. */
  guarded<T>(
    body: (storage: FlowStorage, run: LockedRun) => Promise<T>,
    storage: FlowStorage = this.storage,
  ): Promise<T> {
    return storage.together(this.call, async (inner) => {
      const run = await this.#held(inner)
      if (run.deadlineAt !== null && run.deadlineAt <= run.now) throw this.late
      return body(inner, run)
    })
  }

  /** Keeps a step; when it goes on, if it does. */
  async keep(step: EndedStep): Promise<{ readonly until: number | null }> {
    const kept = await this.storage.keep(this.key, this.token, step, this.call)
    if (kept !== undefined) return kept
    // Why it was not kept takes a look of its own.
    return this.guarded(async (inner) => {
      const again = await inner.keep(this.key, this.token, step, this.call)
      if (again === undefined) throw this.lost
      return again
    })
  }

  /** Ends the run. */
  async end(columns: Partial<RunRow> & Pick<RunRow, 'state'>): Promise<void> {
    await this.storage.together(this.call, async (inner) => {
      const { now, deadlineAt } = await this.#held(inner)
      const isLate = deadlineAt !== null && deadlineAt <= now
      const how = isLate ? { state: 'failed' as const, error: JSON.stringify(keptError(this.late)) } : columns
      const ended = { holder: null, leasedUntil: null, waitingFor: null, completedAt: now }
      await inner.change(this.key, { ...how, ...ended }, this.call)
    })
  }

  async #held(inner: FlowStorage): Promise<LockedRun> {
    const run = await inner.lock(this.key, this.call)
    if (run === undefined || run.holder !== this.token || (run.leasedUntil ?? 0) <= run.now) throw this.lost
    return run
  }
}
