import { encodeId } from '../door/id.ts'
import type { ClaimedJob, EnqueueResult, FailOptions, JobRecord, NewJob } from '../contracts/job.ts'
import type { Json } from '../contracts/json.ts'
import type { OperationOptions } from '../contracts/key-value.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { Page } from '../contracts/page.ts'
import type {
  ClaimOptions,
  EnqueueOptions,
  FindGroupsOptions,
  FindJobsOptions,
  GroupLimits,
  GroupState,
  JobContext,
  PruneJobsOptions,
  Queue,
  QueueOptions,
  QueueStats,
  QueueWorker,
  RecurringJob,
  RedriveOptions,
  WorkerOptions,
} from '../contracts/queue.ts'
import { decodeCursor, encodeCursor } from '../door/cursor.ts'
import { checkAge, checkLimit, checkMilliseconds } from '../door/duration.ts'
import { decodeKey, wholeRange } from '../door/key.ts'
import { checkOptions } from '../door/options.ts'
import { nextOrderedId } from '../door/ordered-ids.ts'
import { checkSignal } from '../door/signal.ts'
import type { StoreCall } from '../door/store-call.ts'
import { HoldfastError } from '../errors.ts'
import { checkLeaseTtl, defaultLeaseTtl } from '../leases/lease-ttl.ts'
import { claimJobs, type ClaimedJobs } from './claim-jobs.ts'
import { drainJobs } from './drain.ts'
import { HeldJobs } from './held-jobs.ts'
import { checkStates, jobRecord } from './job-record.ts'
import { jobOptions, type JobDefaults } from './new-job.ts'
import { newJobRow } from './new-job-row.ts'
import type { QueueParts } from './queue-parts.ts'
import { checkQueueOptions, type QueueSettings } from './queue-settings.ts'
import type { Enqueued, NewJobRow, QueueStorage } from './queue-storage.ts'
import { checkRecurring, enqueueNext } from './recurring.ts'
import { listGroups, setGroup } from './stored-groups.ts'
import { waitForJobs } from './wait-for-jobs.ts'
import { RecurringWorker } from './recurring-worker.ts'
import { JobWorker } from './worker.ts'
import { checkWorkerOptions, workerOptions } from './worker-settings.ts'

type Handler<P, R> = (job: ClaimedJob<P>, context: JobContext) => R | Promise<R>

const mostAtOnce = 100_000

const newJobOptions: readonly string[] = ['payload', ...jobOptions]

/** The contract over whatever keeps the jobs. */
export class StoredQueue<P = Json, R = unknown> implements Queue<P, R> {
  readonly #parts: QueueParts
  readonly #storage: QueueStorage
  readonly #store: string
  readonly #settings: QueueSettings<P>
  readonly #held: HeldJobs<P>
  readonly #defaults: JobDefaults

  constructor(parts: QueueParts, name: string, options: QueueOptions<P> | undefined) {
    const { storage, clock, valueBytes } = parts
    this.#parts = parts
    this.#storage = storage
    this.#store = `queue(${JSON.stringify(name)})`
    this.#settings = checkQueueOptions(options, name, `open ${this.#store}`)
    const newId = (): string => nextOrderedId(storage.database, clock(), (bytes) => storage.random(bytes))
    this.#held = new HeldJobs(parts, this.#settings, name, newId)
    this.#defaults = { maxAttempts: this.#settings.maxAttempts, valueBytes, newId }
  }

  async enqueue(payload: P, options?: EnqueueOptions): Promise<EnqueueResult> {
    const call = this.#call('enqueue a job in', options, jobOptions)
    const row = newJobRow(payload, options, this.#settings.schema, this.#defaults, call.action)
    const [result] = await this.#storage.enqueue([row instanceof Promise ? await row : row], call)
    return enqueued(result!)
  }

  async enqueueMany(
    jobs: readonly NewJob<P>[],
    options?: OperationOptions,
  ): Promise<readonly EnqueueResult[]> {
    const call = this.#call('enqueue jobs in', options)
    if (!Array.isArray(jobs)) throw new TypeError(`Cannot ${call.action}: give an array of jobs`)
    if (jobs.length === 0) return []
    checkLimit(jobs.length, `${call.action} with its number of jobs`, mostAtOnce)
    const row = (job: NewJob<P>): MaybePromise<NewJobRow> => {
      checkOptions(job, newJobOptions, call.action)
      return newJobRow(job.payload, job, this.#settings.schema, this.#defaults, call.action)
    }
    // A promise for each costs as much as the rest of it; but where a schema may give one, one that fails must not leave the others unheard.
    const rows =
      this.#settings.schema === undefined
        ? (jobs.map(row) as readonly NewJobRow[])
        : await Promise.all(jobs.map(async (job: NewJob<P>) => row(job)))
    return (await this.#storage.enqueue(rows, call)).map(enqueued)
  }

  async enqueueNext(
    recurring: readonly RecurringJob<P>[],
    options?: OperationOptions,
  ): Promise<readonly Date[]> {
    const call = this.#call('enqueue recurring jobs in', options)
    return enqueueNext(checkRecurring(recurring, call.action), this.#parts.clock(), (jobs) =>
      this.enqueueMany(jobs, options),
    )
  }

  async claim(options?: ClaimOptions): Promise<readonly ClaimedJob<P>[]> {
    const call = this.#call('claim jobs of', options, ['limit', 'lease', 'wait', 'interval'])
    this.#refuseTransaction(call.action)
    const { limit = 1, lease = defaultLeaseTtl, wait = 0, interval = 1_000 } = options ?? {}
    checkLimit(limit, call.action, 10_000)
    checkLeaseTtl(lease, call.action)
    checkMilliseconds(wait, `${call.action} with wait`)
    checkMilliseconds(interval, `${call.action} with interval`)
    const claim = (): Promise<ClaimedJobs<P>> => claimJobs(this.#storage, this.#held, limit, lease, call)
    return waitForJobs(this.#storage, claim, { wait, interval }, call)
  }

  async complete(job: ClaimedJob<P>, result?: R, options?: OperationOptions): Promise<void> {
    await this.#held.complete(job, result, this.#call('complete a job of', options))
  }

  async fail(job: ClaimedJob<P>, error: unknown, options?: FailOptions): Promise<'retryable' | 'dead'> {
    const call = this.#call('fail a job of', options, ['retryIn', 'final'])
    const { retryIn, final } = options ?? {}
    if (retryIn !== undefined) checkAge(retryIn, `${call.action} with retryIn`)
    if (final !== undefined && typeof final !== 'boolean')
      throw new TypeError(`Cannot ${call.action}: final must be a boolean`)
    return this.#held.fail(job, error, options ?? {}, call)
  }

  async extend(job: ClaimedJob<P>, lease?: number, options?: OperationOptions): Promise<Date> {
    const call = this.#call('extend the lease of a job of', options)
    return this.#held.extend(job, checkLeaseTtl(lease ?? defaultLeaseTtl, call.action), call)
  }

  async snooze(job: ClaimedJob<P>, time: number, options?: OperationOptions): Promise<void> {
    const call = this.#call('snooze a job of', options)
    await this.#held.giveBack(job, checkAge(time, call.action), call)
  }

  async release(job: ClaimedJob<P>, options?: OperationOptions): Promise<void> {
    await this.#held.giveBack(job, 0, this.#call('release a job of', options))
  }

  async checkpoint(job: ClaimedJob<P>, value: unknown, options?: OperationOptions): Promise<void> {
    await this.#held.checkpoint(job, value, this.#call('keep a checkpoint of a job of', options))
  }

  async cancel(id: string, options?: OperationOptions): Promise<boolean> {
    const call = this.#call('cancel a job of', options)
    return found(await this.#storage.cancel(encodeId(id, call.action), call), call)
  }

  async retry(id: string, options?: OperationOptions): Promise<boolean> {
    const call = this.#call('retry a job of', options)
    const retried = found(await this.#storage.retry(encodeId(id, call.action), call), call)
    if (retried !== 'taken') return retried
    throw new HoldfastError('duplicate', `Cannot ${call.action}: another job has its unique key`)
  }

  async redrive(options?: RedriveOptions): Promise<number> {
    const call = this.#call('redrive the dead jobs of', options, ['limit'])
    return this.#storage.redrive(checkLimit(options?.limit ?? 10_000, call.action, 10_000), call)
  }

  async pause(options?: OperationOptions): Promise<void> {
    await this.#storage.pause(true, this.#call('pause', options))
  }

  async resume(options?: OperationOptions): Promise<void> {
    await this.#storage.pause(false, this.#call('resume', options))
  }

  async get(id: string, options?: OperationOptions): Promise<JobRecord<P> | undefined> {
    const call = this.#call('get a job of', options)
    const row = await this.#storage.get(encodeId(id, call.action), call)
    return row === undefined ? undefined : jobRecord<P>(row)
  }

  async find(options?: FindJobsOptions): Promise<Page<JobRecord<P>>> {
    const call = this.#call('find jobs of', options, ['state', 'reverse', 'limit', 'after'])
    const { state, reverse = false, after } = options ?? {}
    const states = state === undefined ? undefined : checkStates(state, call.action)
    if (typeof reverse !== 'boolean') throw new TypeError(`Cannot ${call.action}: reverse must be a boolean`)
    const limit = checkLimit(options?.limit ?? 100, call.action, 10_000)
    const selection = { range: wholeRange, reverse }
    const from = after === undefined ? undefined : decodeCursor(after, selection, call.action)
    const rows = await this.#storage.list({ states, reverse, limit: limit + 1, after: from }, call)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    const next = rows.length > limit && last !== undefined ? { next: encodeCursor(last.key, selection) } : {}
    return { items: items.map((row) => jobRecord<P>(row)), ...next }
  }

  async stats(options?: OperationOptions): Promise<QueueStats> {
    const { counts, isPaused, oldest } = await this.#storage.stats(this.#call('count the jobs of', options))
    return { counts, isPaused, ...(oldest === null ? {} : { oldest }) }
  }

  async setGroup(group: string, limits: GroupLimits | undefined, options?: OperationOptions): Promise<void> {
    await setGroup(this.#storage, group, limits, this.#call('set the limits of a group of', options))
  }

  async groups(options?: FindGroupsOptions): Promise<readonly GroupState[]> {
    const call = this.#call('list the groups of', options, ['limit', 'after'])
    const { limit = 100, after } = options ?? {}
    return listGroups(this.#storage, after, checkLimit(limit, call.action, 10_000), call)
  }

  async delete(id: string, options?: OperationOptions): Promise<boolean> {
    const call = this.#call('delete a job of', options)
    const was = await this.#storage.delete(encodeId(id, call.action), call)
    if (was !== undefined) return was
    throw new HoldfastError('busy', `Cannot ${call.action}: somebody works on it; cancel() it first`)
  }

  async prune(options?: PruneJobsOptions): Promise<number> {
    const call = this.#call('prune', options, ['olderThan', 'limit'])
    const { olderThan, limit = 10_000 } = options ?? {}
    const { keep } = this.#settings
    const ages =
      olderThan === undefined ? keep : sameAge(checkAge(olderThan, `${call.action} with olderThan`))
    return this.#storage.prune(ages, checkLimit(limit, call.action, 10_000), call)
  }

  work(handler: Handler<P, R>, options?: WorkerOptions<P>): QueueWorker {
    const call = { action: `work on ${this.#store}`, signal: undefined }
    checkOptions(options, [...workerOptions, 'recurring'], call.action)
    const parts = this.#workParts(handler, options, call)
    const { recurring } = options ?? {}
    if (recurring !== undefined) checkRecurring(recurring, call.action)
    const worker = new JobWorker(parts, call)
    if (recurring === undefined) return worker
    const { onError } = parts.settings
    return new RecurringWorker(worker, () => this.enqueueNext(recurring), this.#parts.clock, onError)
  }

  async drain(handler: Handler<P, R>, options?: Omit<WorkerOptions<P>, 'recurring'>): Promise<number> {
    const call = { action: `drain ${this.#store}`, signal: undefined }
    checkOptions(options, workerOptions, call.action)
    return drainJobs(this.#workParts(handler, options, call), call)
  }

  #workParts(handler: Handler<P, R>, options: WorkerOptions<P> | undefined, call: StoreCall) {
    this.#refuseTransaction(call.action)
    if (typeof handler !== 'function') throw new TypeError(`Cannot ${call.action}: give a handler`)
    const settings = checkWorkerOptions(options, call.action)
    return { storage: this.#storage, held: this.#held, keep: this.#settings.keep, handler, settings }
  }

  #refuseTransaction(action: string): void {
    if (this.#storage.isTransaction)
      throw new TypeError(
        `Cannot ${action} in a transaction: a claim is a commit of its own; call it on the database`,
      )
  }

  #call(what: string, options: OperationOptions | undefined, known: readonly string[] = []): StoreCall {
    const action = `${what} ${this.#store}`
    checkOptions(options, [...known, 'signal'], action)
    return { action, signal: checkSignal(options?.signal, action) }
  }
}

const enqueued = ({ key, outcome }: Enqueued): EnqueueResult => ({ id: decodeKey(key) as string, outcome })

const sameAge = (age: number): { readonly completed: number; readonly ended: number } => ({
  completed: age,
  ended: age,
})

const found = <T>(result: T | undefined, call: StoreCall): T => {
  if (result !== undefined) return result
  throw new HoldfastError('not-found', `Cannot ${call.action}: there is none with this id`)
}
