import type { QueueWorker, StopOptions } from '../contracts/queue.ts'
import { nextChange } from '../door/change-signal.ts'
import { checkMilliseconds, longestTimer } from '../door/duration.ts'
import { checkOptions } from '../door/options.ts'
import type { StoreCall } from '../door/store-call.ts'
import { HoldfastError, isLeaseLost } from '../errors.ts'
import { claimJobs } from './claim-jobs.ts'
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
  readonly #running = new Map<HeldLease<P>, Promise<void>>()
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
    while (!signal.aborted) {
      const change = nextChange((wake) => this.#parts.storage.onChange(wake), this.#pause(), signal)
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
  }

  /** Whether there is no more for now: there were fewer jobs than it has room for, or it is not ready. */
  async #claim(soon: (time: number) => void): Promise<boolean> {
    const { storage, held, settings } = this.#parts
    const limit = Math.min(10_000, this.#free)
    if (limit <= 0) return false
    if (!(await settings.isReady())) return true
    const since = storage.elapsed()
    const { jobs, next } = await claimJobs(storage, held, limit, settings.lease, this.#call)
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
    return this.#free > 0 && this.#waiting.length <= this.#parts.settings.prefetch / 2
  }

  #begin(): void {
    while (this.#running.size < this.#parts.settings.concurrency && !this.#stopping.signal.aborted) {
      const lease = this.#waiting.shift()
      if (lease === undefined) return
      if (!lease.isLeft) this.#running.set(lease, this.#run(lease))
    }
  }

  async #run(lease: HeldLease<P>): Promise<void> {
    try {
      await runJob(this.#parts, lease, this.#call)
    } catch (error) {
      this.#parts.settings.onError(error)
    } finally {
      this.#leases.remove(lease)
      this.#running.delete(lease)
      this.#begin()
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
