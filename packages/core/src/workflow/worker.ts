import type { StoreCall } from '../door/store-call.ts'
import type { AnyWorkflow } from '../contracts/workflow.ts'
import type { StopOptions } from '../contracts/queue.ts'
import type { WorkflowWorker } from '../contracts/workflows.ts'
import { checkMilliseconds } from '../door/duration.ts'
import { HeardChanges } from '../door/heard-changes.ts'
import { checkOptions } from '../door/options.ts'
import { hasCode } from '../errors.ts'
import { Attempt } from './attempt.ts'
import type { FlowParts } from './flow-parts.ts'

/** The workflows that are worked on, by name. */
export type Offer = ReadonlyMap<string, AnyWorkflow>

/** Takes up to `limit` due runs; they are worked on when each attempt is run. */
export const takeRuns = async (
  parts: FlowParts,
  offer: Offer,
  limit: number,
  ttl: number,
  call: StoreCall,
): Promise<readonly Attempt[]> => {
  const { storage } = parts
  const claim = { token: Buffer.from(storage.random(16)).toString('base64url'), ttl }
  const since = storage.elapsed()
  const runs = await storage.claim([...offer.keys()], limit, claim, call)
  return runs.map((run) => new Attempt(parts, offer.get(run.workflow)!, run, claim, since))
}

export interface WorkSettings {
  readonly concurrency: number
  readonly interval: number
  readonly ttl: number
  readonly onError: (error: unknown) => void
}

/** Works until it is stopped. */
export class PollingWorker implements WorkflowWorker {
  readonly #parts: FlowParts
  readonly #offer: Offer
  readonly #settings: WorkSettings
  readonly #call: StoreCall
  readonly #running = new Set<Attempt>()
  readonly #stopping = new AbortController()
  readonly #ended: Promise<void>
  #wake: () => void = () => undefined

  constructor(parts: FlowParts, offer: Offer, settings: WorkSettings, call: StoreCall) {
    this.#parts = parts
    this.#offer = offer
    this.#settings = settings
    this.#call = call
    this.#ended = this.#work()
  }

  async stop(options?: StopOptions): Promise<void> {
    const action = `stop to ${this.#call.action}`
    checkOptions(options, ['grace'], action)
    const grace = checkMilliseconds(options?.grace ?? 30_000, `${action} with grace`)
    this.#stopping.abort()
    for (const attempt of this.#running) attempt.leave()
    const timer = setTimeout(() => {
      for (const attempt of this.#running) attempt.abandon()
    }, grace)
    await this.#ended
    clearTimeout(timer)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #work(): Promise<void> {
    const { signal } = this.#stopping
    const changes = new HeardChanges((wake) => this.#listen(wake))
    while (!signal.aborted) {
      const change = changes.next(this.#settings.interval, signal)
      try {
        if (!(await this.#takeSome())) await change.felt
      } catch (error) {
        // The end of the database is the worker's.
        if (hasCode(error, 'closed')) break
        this.#settings.onError(error)
        await change.felt
      } finally {
        change.cancel()
      }
    }
    while (this.#running.size > 0) {
      const change = changes.next(1_000, undefined)
      if (this.#running.size > 0) await change.felt
      change.cancel()
    }
    changes.stop()
  }

  /** Whether all places were filled by it that there were, so that more may be due when one is free. */
  async #takeSome(): Promise<boolean> {
    const free = this.#settings.concurrency - this.#running.size
    if (free === 0) return false
    const attempts = await takeRuns(this.#parts, this.#offer, free, this.#settings.ttl, this.#call)
    for (const attempt of attempts) void this.#run(attempt)
    return attempts.length > 0
  }

  async #run(attempt: Attempt): Promise<void> {
    this.#running.add(attempt)
    // It may have been stopped while the run was claimed.
    if (this.#stopping.signal.aborted) attempt.leave()
    try {
      await attempt.run()
    } catch (error) {
      this.#settings.onError(error)
    } finally {
      this.#running.delete(attempt)
      this.#wake()
    }
  }

  /** A place that is free wakes it as a change does. */
  #listen(wake: () => void): () => void {
    this.#wake = wake
    return this.#parts.storage.onChange(wake)
  }
}
