import type { Executor } from '../../database/executor.ts'
import type { KeyedWrite } from '../../database/keyed-operation.ts'
import type { Bound, DriverCell } from '../../database/statement.ts'
import type { StoreCall } from '../../door/store-call.ts'
import type {
  Backlog,
  Claim,
  Claimed,
  Counted,
  DeadLetter,
  Ending,
  Enqueued,
  GroupRow,
  Held,
  JobPage,
  JobRow,
  NewJobRow,
  QueueStorage,
  StoredState,
} from '../../queue/queue-storage.ts'
import { StoreAccess } from '../keyed/store-access.ts'
import type { StoreText } from '../keyed/store-text.ts'
import { isHeld } from '../leases/lease-columns.ts'
import { countBacklog, hurryJobs } from './backlog.ts'
import { claimJobs } from './claim-jobs.ts'
import { listGroups } from './groups/list-groups.ts'
import { endJob } from './end-job.ts'
import { enqueuePlain, stopped } from './enqueue.ts'
import { enqueueUnique } from './enqueue-unique.ts'
import { jobRow } from './job-columns.ts'
import { jobStates } from './job-states.ts'
import { listJobs } from './list-jobs.ts'
import { pauseKey } from './pause.ts'
import { pruneJobs } from './prune-jobs.ts'
import { redriveJobs } from './redrive.ts'
import { removeJobs } from './remove-jobs.ts'
import { retryUnique } from './retry-jobs.ts'
import { shapesOf, type Shapes } from './shapes.ts'
import { countJobs } from './stats.ts'

type Row = readonly DriverCell[] | undefined

/** Jobs of one queue as rows. */
export class SqlQueue implements QueueStorage {
  readonly #access: StoreAccess
  readonly #shapes: Shapes
  readonly #name: string

  constructor(executor: Executor, name: string) {
    this.#access = new StoreAccess(executor, 'queue', name)
    this.#shapes = shapesOf(executor.dialect, this.#access.space, this.#access.lane)
    this.#name = name
  }

  get isTransaction(): boolean {
    return this.#access.executor.isTransaction
  }

  get database(): object {
    return this.#access.executor.database
  }

  get place(): string {
    return this.#access.lane
  }

  random(bytes: number): Uint8Array {
    return this.#access.executor.random(bytes)
  }

  elapsed(): number {
    return this.#access.executor.elapsed()
  }

  committed(action: () => void): void {
    if (this.isTransaction) this.#access.executor.afterCommit(action)
    else action()
  }

  onChange(wake: () => void): () => void {
    return this.#access.executor.onChange(this.#access.lane, wake, 'everywhere')
  }

  async enqueue(jobs: readonly NewJobRow[], call: StoreCall): Promise<readonly Enqueued[]> {
    const done = jobs.every(({ unique }) => unique === null)
      ? await enqueuePlain(this.#access, this.#shapes, jobs, call)
      : await this.#together(call, (inner) => enqueueUnique(this.#access, this.#shapes, inner, jobs, call))
    if (done.some(({ outcome }) => outcome !== 'kept')) this.#changed()
    return done
  }

  claim(claim: Claim, call: StoreCall): Promise<Claimed> {
    return claimJobs(this.#access, this.#shapes, claim, call)
  }

  async end(
    held: Held,
    ending: Ending,
    deadLetter: DeadLetter | undefined,
    call: StoreCall,
  ): Promise<StoredState | undefined> {
    const state = await this.#end(held, ending, deadLetter, call)
    const isReadyNow = state === 'waiting' && 'after' in ending && ending.after === 0
    if (isReadyNow || (state !== undefined && held.isGrouped)) this.#changed()
    return state
  }

  async extend(held: Held, lease: number, call: StoreCall): Promise<number | undefined> {
    return this.#write('extend', held.key, [held.token, lease], call, (row) =>
      row === undefined ? undefined : Number(row[1]),
    )
  }

  checkpoint(held: Held, value: string, call: StoreCall): Promise<boolean> {
    return this.#write('checkpoint', held.key, [held.token, value], call, isThere)
  }

  async cancel(key: string, call: StoreCall): Promise<boolean | undefined> {
    const group = await this.#write('cancel', key, [], call, (row) => row?.[1])
    // It may have had a slot, or held up a line.
    if (group !== undefined && group !== null) this.#changed()
    if (group !== undefined) return true
    return (await this.get(key, call)) === undefined ? undefined : false
  }

  async retry(key: string, call: StoreCall): Promise<boolean | 'taken' | undefined> {
    const retried =
      (await this.#write('retry', key, [], call, isThere)) || (await this.#retryOther(key, call))
    if (retried === true) this.#changed()
    return retried
  }

  async redrive(limit: number, call: StoreCall): Promise<number> {
    const done = await this.#together(call, (inner) =>
      redriveJobs(this.#access, this.#shapes, inner, limit, call),
    )
    if (done > 0) this.#changed()
    return done
  }

  async hurry(call: StoreCall): Promise<number> {
    const done = await this.#together(call, (inner) => hurryJobs(this.#access, inner, call))
    // What is due already is looked for at once, too.
    this.#changed()
    return done
  }

  backlog(call: StoreCall): Promise<Backlog> {
    return countBacklog(this.#access, call)
  }

  async pause(isPaused: boolean, call: StoreCall): Promise<void> {
    await this.#write(isPaused ? 'pause' : 'resume', pauseKey, [], call, () => undefined)
    if (!isPaused) this.#changed()
  }

  async get(key: string, call: StoreCall): Promise<JobRow | undefined> {
    const bound = this.#access.space.bind(key)
    const answer = (row: Row): JobRow | undefined =>
      row === undefined ? undefined : jobRow(key, row.slice(1))
    return this.#access.read({ shape: this.#shapes.get, key: bound, row: [bound], answer }, call)
  }

  list(page: JobPage, call: StoreCall): Promise<readonly JobRow[]> {
    return listJobs(this.#access, page, call)
  }

  stats(call: StoreCall): Promise<Counted> {
    return countJobs(this.#access, call)
  }

  async setGroup(group: string, limits: string | null, call: StoreCall): Promise<void> {
    await this.#write('limitGroup', group, [limits], call, () => undefined)
    this.#changed()
  }

  groups(after: string, limit: number, call: StoreCall): Promise<readonly GroupRow[]> {
    return listGroups(this.#access, after, limit, call)
  }

  async delete(key: string, call: StoreCall): Promise<boolean | undefined> {
    return this.#together(call, async (inner) => {
      const { space } = this.#access
      const found = await this.#on(inner).get(key, call)
      if (found === undefined) return false
      const job = { key, unique: found.uniqueKey }
      const isIdle = (): string => "t.state <> 'running'"
      const gone = await removeJobs(inner, space, this.#shapes, [job], isIdle, call)
      if (gone.length > 0) return true
      return (await jobStates(inner, space, [key], call)).states.has(key) ? undefined : false
    })
  }

  prune(
    ages: { readonly completed: number; readonly ended: number },
    limit: number,
    call: StoreCall,
  ): Promise<number> {
    return pruneJobs(this.#access, this.#shapes, ages, limit, call)
  }

  /** On the executor of a transaction, or of the same one. */
  #on(executor: Executor, name = this.#name): SqlQueue {
    return new SqlQueue(executor, name)
  }

  #end(
    held: Held,
    ending: Ending,
    deadLetter: DeadLetter | undefined,
    call: StoreCall,
  ): Promise<StoredState | undefined> {
    const { kind } = ending
    if (kind === 'completed' && ending.remove) return this.#remove(held, call)
    if (deadLetter === undefined || (kind !== 'retry' && kind !== 'dead'))
      return this.#write(...endJob(held, ending), call, stateOf)
    return this.#together(call, async (inner) => {
      const state = await this.#on(inner).end(held, ending, undefined, call)
      if (state === 'dead') await this.#on(inner, deadLetter.queue).enqueue([deadLetter.job], call)
      return state
    })
  }

  /** Removes a job that is completed: by itself, or with its unique key. */
  async #remove(held: Held, call: StoreCall): Promise<StoredState | undefined> {
    if (await this.#write('remove', held.key, [held.token], call, isThere)) return 'completed'
    return this.#together(call, async (inner) => {
      const found = await this.#on(inner).get(held.key, call)
      if (found?.uniqueKey == null) return undefined
      const job = { key: held.key, unique: found.uniqueKey }
      const isHeldBy = (text: StoreText): string => isHeld(text.now, () => text.bind(held.token))
      const gone = await removeJobs(inner, this.#access.space, this.#shapes, [job], isHeldBy, call)
      return gone.length > 0 ? 'completed' : undefined
    })
  }

  /** One that the keyed retry left alone. */
  async #retryOther(key: string, call: StoreCall): Promise<boolean | 'taken' | undefined> {
    const found = await this.get(key, call)
    if (found === undefined) return undefined
    const { uniqueKey: unique } = found
    if (unique === null) return false
    return this.#together(call, (inner) =>
      retryUnique(this.#access, this.#shapes, inner, { key, unique }, call),
    )
  }

  #together<T>(call: StoreCall, body: (inner: Executor) => Promise<T>): Promise<T> {
    const { executor } = this.#access
    return executor.isTransaction
      ? body(executor)
      : executor.transaction(body, { isolation: 'read-committed', ...stopped(call) })
  }

  #write<R>(
    kind: keyof Shapes,
    key: string,
    values: readonly Bound[],
    call: StoreCall,
    answer: KeyedWrite<R>['answer'],
  ): Promise<R> {
    const bound = this.#access.space.bind(key)
    const shape = this.#shapes[kind]
    return this.#access.executor.write({ shape, key: bound, row: [bound, ...values], answer }, call)
  }

  #changed(): void {
    this.#access.executor.changed(this.#access.lane, 'everywhere')
  }
}

const isThere = (row: Row): boolean => row !== undefined

const stateOf = (row: Row): StoredState | undefined =>
  row === undefined ? undefined : (row[1] as StoredState)
