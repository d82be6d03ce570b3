import type { ClaimedJob } from '../contracts/job.ts'
import type { JobContext } from '../contracts/queue.ts'
import type { StoreCall } from '../door/store-call.ts'
import { isLeaseLost } from '../errors.ts'
import { leaseLost } from './claimed-job.ts'
import type { HeldJobs } from './held-jobs.ts'

const partsOfLife = 3

/** A job that a worker holds. */
export class HeldLease<P> implements JobContext {
  readonly job: ClaimedJob<P>
  /** When it ends, and when it was granted or extended, by the clock of this process. */
  end: number
  since: number
  /** Whether its worker has nothing to do with it any more. */
  isLeft = false
  readonly #checkpoint: (value: unknown) => Promise<void>
  #controller: AbortController | undefined
  #reason: unknown

  constructor(
    job: ClaimedJob<P>,
    since: number,
    lease: number,
    checkpoint: (value: unknown) => Promise<void>,
  ) {
    this.job = job
    this.since = since
    this.end = since + lease
    this.#checkpoint = checkpoint
  }

  /** Made when it is asked for: it costs more than all else of a small job. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.isLeft && !this.#controller.signal.aborted) this.#controller.abort(this.#reason)
    return this.#controller.signal
  }

  checkpoint(value: unknown): Promise<void> {
    return this.#checkpoint(value)
  }

  leave(reason: unknown): void {
    this.isLeft = true
    this.#reason = reason
    this.#controller?.abort(reason)
  }
}

/** The leases of one worker: one timer extends them all. */
export class WorkerLeases<P> {
  readonly #held: HeldJobs<P>
  readonly #lease: number
  readonly #clock: () => number
  readonly #call: StoreCall
  readonly #leases = new Set<HeldLease<P>>()
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(held: HeldJobs<P>, lease: number, clock: () => number, call: StoreCall) {
    this.#held = held
    this.#lease = lease
    this.#clock = clock
    this.#call = call
  }

  add(job: ClaimedJob<P>, since: number): HeldLease<P> {
    const lease = new HeldLease(job, since, this.#lease, (value) =>
      this.#held.checkpoint(job, value, this.#call),
    )
    this.#leases.add(lease)
    this.#timer ??= setInterval(() => this.#tick(), Math.max(1, this.#lease / partsOfLife)).unref()
    return lease
  }

  remove(lease: HeldLease<P>): void {
    this.#leases.delete(lease)
    if (this.#leases.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #tick(): void {
    const now = this.#clock()
    for (const lease of this.#leases) {
      if (now >= lease.end) this.#lose(lease)
      else if (now - lease.since >= this.#lease / partsOfLife) void this.#extend(lease, now)
    }
  }

  async #extend(lease: HeldLease<P>, now: number): Promise<void> {
    try {
      await this.#held.extend(lease.job, this.#lease, this.#call)
      lease.since = now
      lease.end = now + this.#lease
    } catch (error) {
      // What fails otherwise is tried again at the next third; when none succeeds the lease ends in time.
      if (isLeaseLost(error)) this.#lose(lease)
    }
  }

  #lose(lease: HeldLease<P>): void {
    // Ended by its own handler meanwhile, it is not lost.
    if (!this.#leases.has(lease)) return
    lease.leave(leaseLost(this.#call.action))
    this.remove(lease)
  }
}
