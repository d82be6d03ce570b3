import type { ClaimedJob, FailOptions } from '../contracts/job.ts'
import { encodeJson } from '../door/json.ts'
import { keptError } from '../door/kept-error.ts'
import type { StoreCall } from '../door/store-call.ts'
import { pauseBehind } from './backoff.ts'
import { heldBy, leaseLost, setDone } from './claimed-job.ts'
import { deadLetterOf, type Dying } from './dead-letter.ts'
import { failureLine } from './job-record.ts'
import type { QueueParts } from './queue-parts.ts'
import type { QueueSettings } from './queue-settings.ts'
import type { ClaimedRow, DeadLetter, Ending, Limits, StoredState } from './queue-storage.ts'

/** What the holder of a job can do to it. Everything throws `lease-lost` when the lease has ended. */
export class HeldJobs<P> {
  readonly #parts: QueueParts
  readonly #settings: QueueSettings<P>
  readonly #queue: string
  readonly #newId: () => string

  constructor(parts: QueueParts, settings: QueueSettings<P>, queue: string, newId: () => string) {
    this.#parts = parts
    this.#settings = settings
    this.#queue = queue
    this.#newId = newId
  }

  /** Of groups that have no limits of their own. */
  get groups(): Limits {
    return this.#settings.groups
  }

  async complete(job: ClaimedJob<P>, result: unknown, call: StoreCall): Promise<void> {
    const remove = this.#settings.keep.completed === 0
    const text = result === undefined ? null : this.#encode(result, call)
    await this.#end(job, { kind: 'completed', result: remove ? null : text, remove }, call)
  }

  async fail(
    job: ClaimedJob<P>,
    error: unknown,
    { retryIn, final = false }: FailOptions,
    call: StoreCall,
  ): Promise<'retryable' | 'dead'> {
    const { attempt } = job
    const { key } = heldBy(job, call.action)
    const failure = this.#failure(attempt, error)
    const isLast = final || attempt >= job.maxAttempts
    const ending: Ending = isLast
      ? { kind: 'dead', failure }
      : { kind: 'retry', after: retryIn ?? this.#pause(attempt, error, call), failure }
    const dying = (): Dying => ({
      queue: this.#queue,
      key,
      attempt,
      payload: this.#encode(job.payload, call),
      meta: job.meta === undefined ? null : this.#encode(job.meta, call),
      priority: job.priority,
    })
    const state = await this.#end(job, ending, call, this.#copyOf(dying, error))
    return state === 'dead' ? 'dead' : 'retryable'
  }

  /** Makes a job dead that was claimed and is not to be begun. Nobody is told when the lease has ended. */
  async bury(row: ClaimedRow, token: string, reason: Error, call: StoreCall): Promise<void> {
    const { key } = row
    // The attempt that it is dead by was not begun.
    const attempt = row.attempt - 1
    const ending: Ending = { kind: 'dead', failure: this.#failure(attempt, reason) }
    const copy = this.#copyOf(() => ({ ...row, attempt, queue: this.#queue }), reason)
    await this.#parts.storage.end({ key, token, isGrouped: row.group !== null }, ending, copy, call)
  }

  async giveBack(job: ClaimedJob<P>, after: number, call: StoreCall): Promise<void> {
    await this.#end(job, { kind: 'given-back', after }, call)
  }

  async extend(job: ClaimedJob<P>, lease: number, call: StoreCall): Promise<Date> {
    const end = await this.#parts.storage.extend(heldBy(job, call.action), lease, call)
    if (end === undefined) throw leaseLost(call.action)
    return new Date(end)
  }

  async checkpoint(job: ClaimedJob<P>, value: unknown, call: StoreCall): Promise<void> {
    const text = this.#encode(value, call)
    if (!(await this.#parts.storage.checkpoint(heldBy(job, call.action), text, call)))
      throw leaseLost(call.action)
  }

  async #end(
    job: ClaimedJob<P>,
    ending: Ending,
    call: StoreCall,
    deadLetter?: DeadLetter,
  ): Promise<StoredState> {
    const { storage } = this.#parts
    const state = await storage.end(heldBy(job, call.action), ending, deadLetter, call)
    if (state === undefined) throw leaseLost(call.action)
    storage.committed(() => setDone(job))
    return state
  }

  #copyOf(dying: () => Dying, error: unknown): DeadLetter | undefined {
    const { deadLetter: queue, maxAttempts } = this.#settings
    return queue === undefined
      ? undefined
      : deadLetterOf(dying(), error, { queue, key: this.#newId(), maxAttempts })
  }

  #failure(attempt: number, error: unknown): string {
    return failureLine(attempt, this.#parts.clock(), keptError(error))
  }

  #pause(attempt: number, error: unknown, call: StoreCall): number {
    const chance = Buffer.from(this.#parts.storage.random(4)).readUInt32BE() / 2 ** 32
    return pauseBehind(attempt, error, this.#settings.backoff, chance, call.action)
  }

  #encode(value: unknown, call: StoreCall): string {
    return encodeJson(value, this.#parts.valueBytes, call.action)
  }
}
