import type { JobState } from '../contracts/job.ts'
import { compareBytes, foldKey } from '../door/key.ts'
import type { StoreCall } from '../door/store-call.ts'
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
} from '../queue/queue-storage.ts'
import {
  afterEnding,
  ended,
  isClaimable,
  isHeldBy,
  isLive,
  jobRow,
  stateAt,
  type KeptJob,
} from './queue/kept-job.ts'
import { claimRows, isWorthClaiming } from './queue/claim-rows.ts'
import { pauseKey, QueueRows, type KeptGroup, type KeptKey } from './queue/queue-rows.ts'
import type { Scope } from './scope.ts'
import { shelfId } from './shelf.ts'
import type { State } from './state.ts'
import { TransactionScope } from './transaction-scope.ts'

type Entry = readonly [string, KeptJob]

/** Jobs of one queue as rows of a map. */
export class MemoryQueue implements QueueStorage {
  readonly #scope: Scope
  readonly #ns: string
  readonly #name: string

  constructor(scope: Scope, ns: string, name: string) {
    this.#scope = scope
    this.#ns = ns
    this.#name = name
  }

  get isTransaction(): boolean {
    return this.#scope.isTransaction
  }

  get database(): object {
    return this.#scope.engine
  }

  get place(): string {
    return foldKey(this.#ids(this.#name))
  }

  random(bytes: number): Uint8Array {
    return this.#scope.engine.environment.random(bytes)
  }

  elapsed(): number {
    return this.#scope.engine.elapsed()
  }

  committed(action: () => void): void {
    if (this.#scope instanceof TransactionScope) this.#scope.afterCommits.push(action)
    else action()
  }

  onChange(wake: () => void): () => void {
    return this.#scope.engine.pulse.listen(wake)
  }

  enqueue(jobs: readonly NewJobRow[], call: StoreCall): Promise<readonly Enqueued[]> {
    return this.#write(call, (rows) => jobs.map((job) => rows.enqueue(job)))
  }

  async claim(claim: Claim, call: StoreCall): Promise<Claimed> {
    // A write wakes who listens, as the worker itself does: one that finds nothing would wake it for ever.
    if (!(await this.#read(call, isWorthClaiming))) return { rows: [], turn: undefined, next: undefined }
    return this.#write(call, (rows) => claimRows(rows, claim))
  }

  end(
    { key, token }: Held,
    ending: Ending,
    deadLetter: DeadLetter | undefined,
    call: StoreCall,
  ): Promise<StoredState | undefined> {
    return this.#write(call, (rows, queue) => {
      const { jobs, now } = rows
      const job = jobs.get(key)
      if (!isHeldBy(job, token, now)) return undefined
      const after = afterEnding(job, ending, now)
      if (ending.kind === 'completed' && ending.remove) rows.remove(key)
      else jobs.put(key, after)
      if (after.state === 'dead' && deadLetter !== undefined) queue(deadLetter.queue).enqueue(deadLetter.job)
      return after.state
    })
  }

  extend(held: Held, lease: number, call: StoreCall): Promise<number | undefined> {
    return this.#held(held, call, (job, now) => ({ ...job, dueAt: now + lease })).then(
      (job) => job?.dueAt ?? undefined,
    )
  }

  async checkpoint(held: Held, value: string, call: StoreCall): Promise<boolean> {
    return (await this.#held(held, call, (job) => ({ ...job, checkpoint: value }))) !== undefined
  }

  cancel(key: string, call: StoreCall): Promise<boolean | undefined> {
    return this.#write(call, ({ jobs, now }) => {
      const job = jobs.get(key)
      if (job === undefined) return undefined
      if (!isLive(job)) return false
      jobs.put(key, ended(job, 'cancelled', now))
      return true
    })
  }

  retry(key: string, call: StoreCall): Promise<boolean | 'taken' | undefined> {
    return this.#write(call, (rows) => rows.retry(key))
  }

  redrive(limit: number, call: StoreCall): Promise<number> {
    return this.#write(call, (rows) => {
      let done = 0
      for (const [key] of rows.ended(['dead'])) {
        if (done === limit) break
        if (rows.retry(key) === true) done += 1
      }
      return done
    })
  }

  hurry(call: StoreCall): Promise<number> {
    return this.#write(call, ({ jobs, now }) => {
      const waiting = jobs.list().filter(([, job]) => job.state === 'waiting' && job.dueAt! > now)
      for (const [key, job] of waiting) jobs.put(key, { ...job, dueAt: now, isReady: true })
      return waiting.length
    })
  }

  backlog(call: StoreCall): Promise<Backlog> {
    return this.#read(call, ({ jobs }) => {
      const all = jobs.list().filter(([, job]) => isLive(job))
      const characters = all.reduce((sum, [, { payload }]) => sum + Array.from(payload).length, 0)
      return { items: all.length, characters }
    })
  }

  pause(isPaused: boolean, call: StoreCall): Promise<void> {
    return this.#write(call, ({ keys }) => {
      if (isPaused) keys.put(pauseKey, { job: '', until: null })
      else keys.remove(pauseKey)
    })
  }

  get(key: string, call: StoreCall): Promise<JobRow | undefined> {
    return this.#read(call, ({ jobs, now }) => {
      const job = jobs.get(key)
      return job === undefined ? undefined : jobRow(key, job, now)
    })
  }

  list({ states, reverse, limit, after }: JobPage, call: StoreCall): Promise<readonly JobRow[]> {
    return this.#read(call, ({ jobs, now }) => {
      const all = reverse ? jobs.list().toReversed() : jobs.list()
      const isBehind = (key: string): boolean =>
        after === undefined || (reverse ? compareBytes(key, after) < 0 : compareBytes(key, after) > 0)
      return all
        .filter(([key, job]) => isBehind(key) && (states?.includes(stateAt(job, now)) ?? true))
        .slice(0, limit)
        .map(([key, job]) => jobRow(key, job, now))
    })
  }

  stats(call: StoreCall): Promise<Counted> {
    return this.#read(call, ({ jobs, now, isPaused }) => {
      const all = jobs.list().map(([, job]) => job)
      const count = (state: JobState): number => all.filter((job) => stateAt(job, now) === state).length
      const waits = all.filter((job) => isClaimable(job, now)).map(({ dueAt }) => now - dueAt!)
      const counts = {
        scheduled: count('scheduled'),
        retryable: count('retryable'),
        available: count('available'),
        running: count('running'),
        completed: count('completed'),
        cancelled: count('cancelled'),
        dead: count('dead'),
      }
      return { counts, isPaused, oldest: waits.length === 0 ? null : Math.max(...waits) }
    })
  }

  setGroup(group: string, limits: string | null, call: StoreCall): Promise<void> {
    return this.#write(call, ({ groups }) =>
      groups.put(group, { limits, begunUntil: groups.get(group)?.begunUntil ?? null }),
    )
  }

  groups(after: string, limit: number, call: StoreCall): Promise<readonly GroupRow[]> {
    return this.#read(call, (rows) => rows.listGroups(after, limit))
  }

  delete(key: string, call: StoreCall): Promise<boolean | undefined> {
    return this.#write(call, (rows) => {
      const job = rows.jobs.get(key)
      if (job?.state === 'running') return undefined
      if (job === undefined) return false
      rows.remove(key)
      return true
    })
  }

  prune(
    ages: { readonly completed: number; readonly ended: number },
    limit: number,
    call: StoreCall,
  ): Promise<number> {
    return this.#write(call, (rows) => {
      const { now } = rows
      const old = (states: readonly StoredState[], age: number): readonly Entry[] =>
        rows.ended(states).filter(([, { endedAt }]) => endedAt! <= now - age)
      const doomed = [...old(['completed'], ages.completed), ...old(['cancelled', 'dead'], ages.ended)]
      for (const [key] of doomed.slice(0, limit)) rows.remove(key)
      return Math.min(doomed.length, limit)
    })
  }

  #held(
    { key, token }: Held,
    call: StoreCall,
    change: (job: KeptJob, now: number) => KeptJob,
  ): Promise<KeptJob | undefined> {
    return this.#write(call, ({ jobs, now }) => {
      const job = jobs.get(key)
      if (!isHeldBy(job, token, now)) return undefined
      const changed = change(job, now)
      jobs.put(key, changed)
      return changed
    })
  }

  #read<T>(call: StoreCall, body: (rows: QueueRows) => T): Promise<T> {
    const { engine } = this.#scope
    return this.#scope.operation(call, (steps) =>
      steps.read((state) => {
        const [jobs, keys, groups] = this.#ids(this.#name)
        return body(new QueueRows(state.rows(jobs), state.rows(keys), state.rows(groups), engine.now()))
      }),
    )
  }

  /** One atomic step; `queue` gives the rows of another queue of the tenant. */
  #write<T>(call: StoreCall, body: (rows: QueueRows, queue: (name: string) => QueueRows) => T): Promise<T> {
    const { engine, order } = this.#scope
    const step = (state: State): T => {
      const now = engine.now()
      const rowsOf = (name: string): QueueRows => {
        const [jobs, keys, groups] = this.#ids(name)
        return new QueueRows(
          state.writableRows<KeptJob>(jobs),
          state.writableRows<KeptKey>(keys),
          state.writableRows<KeptGroup>(groups),
          now,
        )
      }
      return body(rowsOf(this.#name), rowsOf)
    }
    return this.#scope.operation(call, (steps) =>
      order.run(foldKey(this.#ids(this.#name)), undefined, () => steps.write(step)),
    )
  }

  #ids(name: string): readonly [jobs: string, keys: string, groups: string] {
    return [
      shelfId('queue', this.#ns, name),
      shelfId('queue-keys', this.#ns, name),
      shelfId('queue-groups', this.#ns, name),
    ]
  }
}
