import type { QueueWorker, StopOptions } from '../contracts/queue.ts'
import { checkMilliseconds, longestTimer } from '../door/duration.ts'
import { HeardChanges } from '../door/heard-changes.ts'
import { checkOptions } from '../door/options.ts'
import type { StoreCall } from '../door/store-call.ts'
import { hasCode, HoldfastError, isLeaseLost } from '../errors.ts'
import { claimJobs, type ClaimedJobs } from './claim-jobs.ts'
import { runJob, type WorkParts } from './run-job.ts'
import { WorkerLeases, type HeldLease } from './worker-leases.ts'

/** Claims ahead of what it works on, until it is stopped. */
export class JobWorker<P, R> implements QueueWorker {
  readonly #parts: WorkParts<P, R>
  readonly #call: StoreCall
  readonly #leases: WorkerLeases<P>
  readonly #stopping = new AbortController()
  readonly #pruning: ReturnType<typeof setInterval> | undefined
  /** Claimed and not begun, in order. */
  readonly #waiting: HeldLease<P>[] = []
  /** Begun, and not ended in the database yet. */
  readonly #running = new Map<HeldLease<P>, Promise<void>>()
  /** How many of those a handler works on. */
  #atWork = 0
  readonly #ended: Promise<void>
  #hasRoom: () => void = () => undefined
  #stopped: Promise<void> | undefined

  constructor(parts: WorkParts<P, R>, call: StoreCall) {
    this.#parts = parts
    this.#call = call
    const { held, settings, storage } = parts
    this.#leases = new WorkerLeases(held, settings.lease, () => storage.elapsed(), call)
    if (settings.pruneEvery > 0)
      this.#pruning = setInterval(() => void this.#prune(), settings.pruneEvery).unref()
    this.#ended = this.#work()
  }

  stop(options?: StopOptions): Promise<void> {
    const action = `stop to ${this.#call.action}`
    checkOptions(options, ['grace'], action)
    const grace = checkMilliseconds(options?.grace ?? 30_000, `${action} with grace`)
    this.#stopped ??= this.#stop(grace)
    return this.#stopped
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #work(): Promise<void> {
    const { signal } = this.#stopping
    const changes = new HeardChanges((wake) => this.#parts.storage.onChange(wake))
    while (!signal.aborted) {
      const change = changes.next(this.#pause(), signal)
      try {
        if (await this.#claim((time) => change.soon(time))) await change.felt
        else await this.#room()
      } catch (error) {
        this.#parts.settings.onError(error)
        await change.felt
      } finally {
        change.cancel()
      }
    }
    changes.stop()
  }

  /** Whether there is no more for now: there were fewer jobs than it has room for, or it is not ready. */
  async #claim(soon: (time: number) => void): Promise<boolean> {
    const { storage, held, settings } = this.#parts
    const limit = Math.min(10_000, this.#free)
    if (limit <= 0) return false
    if (!(await settings.isReady())) return true
    const since = storage.elapsed()
    let claimed: ClaimedJobs<P>
    try {
      claimed = await claimJobs(storage, held, limit, settings.lease, this.#call)
    } catch (error) {
      if (!hasCode(error, 'closed')) throw error
      // The end of the database is the worker's.
      clearInterval(this.#pruning)
      this.#stopping.abort()
      return true
    }
    const { jobs, next } = claimed
    for (const job of jobs) this.#waiting.push(this.#leases.add(job, since))
    this.#begin()
    if (next !== undefined) soon(next)
    return jobs.length < limit
  }

  get #free(): number {
    const { concurrency, prefetch } = this.#parts.settings
    return concurrency + prefetch - this.#waiting.length - this.#running.size
  }

  /** Resolves when it is worth claiming again, or when it is stopped. */
  async #room(): Promise<void> {
    if (this.#isRoomy || this.#stopping.signal.aborted) return
    await new Promise<void>((resolve) => {
      this.#hasRoom = resolve
    })
  }

  // By halves: one claim for each job that ends would be one round trip for each.
  get #isRoomy(): boolean {
    const half = this.#parts.settings.prefetch / 2
    return this.#free > 0 && this.#free >= half && this.#waiting.length <= half
  }

  // What a handler is done with is ended while the next ones run: so many endings share a commit, and no handler waits for one.
  #begin(): void {
    while (this.#atWork < this.#parts.settings.concurrency && !this.#stopping.signal.aborted) {
      const lease = this.#waiting.shift()
      if (lease === undefined) return
      if (!lease.isLeft) this.#running.set(lease, this.#run(lease))
    }
  }

  async #run(lease: HeldLease<P>): Promise<void> {
    this.#atWork += 1
    const handled = (): void => {
      this.#atWork -= 1
      this.#begin()
    }
    try {
      await runJob(this.#parts, lease, this.#call, handled)
    } catch (error) {
      this.#parts.settings.onError(error)
    } finally {
      this.#leases.remove(lease)
      this.#running.delete(lease)
      if (this.#isRoomy) this.#hasRoom()
    }
  }

  async #stop(grace: number): Promise<void> {
    clearInterval(this.#pruning)
    this.#stopping.abort()
    this.#hasRoom()
    await this.#ended
    await Promise.all(this.#waiting.splice(0).map((lease) => this.#giveBack(lease)))
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, grace)
    })
    await Promise.race([Promise.all(this.#running.values()), late])
    clearTimeout(timer)
    const reason = new HoldfastError('cancelled', `Cannot ${this.#call.action}: it was stopped`)
    await Promise.all(
      [...this.#running.keys()].map((lease) => {
        lease.leave(reason)
        return this.#giveBack(lease)
      }),
    )
  }

  async #giveBack(lease: HeldLease<P>): Promise<void> {
    this.#leases.remove(lease)
    try {
      await this.#parts.held.giveBack(lease.job, 0, this.#call)
    } catch (error) {
      // Somebody else has it already.
      if (!isLeaseLost(error)) this.#parts.settings.onError(error)
    }
  }

  async #prune(): Promise<void> {
    const { storage, keep, settings } = this.#parts
    try {
      await storage.prune(keep, 10_000, this.#call)
    } catch (error) {
      settings.onError(error)
    }
  }

  /** Between three quarters and five quarters of the interval, so that workers that were started together do not look together. */
  #pause(): number {
    const { storage, settings } = this.#parts
    const chance = storage.random(1)[0]! / 256
    return Math.min(longestTimer, Math.round(settings.interval * (0.75 + chance / 2)))
  }
}
