import type { Milliseconds } from '../contracts/environment.ts'
import type { JobState, OnConflict } from '../contracts/job.ts'
import type { StoreCall } from '../door/store-call.ts'

/** What is stored of `JobState`: whether a job that is `waiting` is available, scheduled or retryable is told by its times. */
export type StoredState = 'waiting' | 'running' | 'completed' | 'cancelled' | 'dead'

/** A job to be enqueued: checked, with every default filled in. Texts are JSON, `key` is encoded. */
export interface NewJobRow {
  readonly key: string
  /** Whether the key was made for it, so that no other job has it. */
  readonly isFresh: boolean
  readonly payload: string
  readonly meta: string | null
  readonly priority: number
  /** From the time of the statement; null at once. */
  readonly delay: Milliseconds | null
  /** In place of `delay`: epoch milliseconds. */
  readonly runAt: number | null
  readonly maxAttempts: number
  /** From the time of the statement. */
  readonly deadline: Milliseconds | null
  readonly unique: {
    readonly key: string
    readonly period: Milliseconds | null
    readonly onConflict: OnConflict
  } | null
  /** See `groupOf`; null for none. */
  readonly group: string | null
}

export interface Enqueued {
  readonly key: string
  readonly outcome: 'enqueued' | 'kept' | 'replaced'
}

export interface Claim {
  readonly token: string
  readonly lease: Milliseconds
  readonly limit: number
  readonly turn: GroupTurn
  /** Of groups that have none of their own. */
  readonly limits: Limits
}

/** How far a group may go: checked, with every default filled in. */
export interface Limits {
  readonly concurrency: number | null
  readonly rate: Rate | null
  readonly weight: number
}

export interface Rate {
  readonly limit: number
  readonly per: Milliseconds
  readonly burst: number
}

/** Where turns stopped. */
export interface TurnPlace {
  /** The group at which the last claim stopped; empty for none. */
  readonly after: string
  /** How many more of its jobs belong to its turn. */
  readonly left: number
}

/** Whose turn it is. */
export interface GroupTurn extends TurnPlace {
  /** Whether jobs with a group are taken before those without. */
  readonly isFirst: boolean
}

export interface Claimed {
  readonly rows: readonly ClaimedRow[]
  /** Whose turn it is next: of jobs with a group when this took some without, where both wait. Undefined when no job with a group was waiting. */
  readonly turn: GroupTurn | undefined
  /** So long from now a rate lets begin another job that waits; undefined when none waits for that. */
  readonly next: Milliseconds | undefined
}

/** What comes with a claim. */
export interface ClaimedRow {
  readonly key: string
  readonly payload: string
  readonly meta: string | null
  readonly checkpoint: string | null
  readonly priority: number
  /** This one included. */
  readonly attempt: number
  readonly maxAttempts: number
  readonly fence: number
  readonly enqueuedAt: number
  readonly deadlineAt: number | null
  readonly group: string | null
  /** The time of the statement; the lease ends `lease` after it. */
  readonly now: number
}

/** Whom a claim is shown to: the job, and the token that must hold it. */
export interface Held {
  readonly key: string
  readonly token: string
  /** Whether the job has a group, in which another may begin when this one has ended. */
  readonly isGrouped: boolean
}

/** What becomes of a job whose holder is done with it. */
export type Ending =
  | {
      readonly kind: 'completed'
      readonly result: string | null
      /** Nothing of it is kept. */ readonly remove: boolean
    }
  /** Begun again so long from now. `failure` is a line of JSON. */
  | { readonly kind: 'retry'; readonly after: Milliseconds; readonly failure: string }
  | { readonly kind: 'dead'; readonly failure: string }
  /** As if it had not been begun. */
  | { readonly kind: 'given-back'; readonly after: Milliseconds }

/** A job as it is kept. */
export interface JobRow {
  readonly key: string
  readonly state: JobState
  readonly payload: string
  readonly meta: string | null
  readonly checkpoint: string | null
  readonly result: string | null
  /** Lines of JSON, oldest first. */
  readonly failures: string | null
  readonly priority: number
  readonly attempt: number
  readonly maxAttempts: number
  readonly enqueuedAt: number
  readonly dueAt: number | null
  readonly startedAt: number | null
  readonly endedAt: number | null
  readonly deadlineAt: number | null
  readonly uniqueKey: string | null
  readonly group: string | null
}

export interface JobPage {
  /** In any of them; undefined for all. */
  readonly states: readonly JobState[] | undefined
  readonly reverse: boolean
  readonly limit: number
  /** Encoded. */
  readonly after: string | undefined
}

export interface Counted {
  readonly counts: Readonly<Record<JobState, number>>
  readonly isPaused: boolean
  readonly oldest: Milliseconds | null
}

export interface GroupRow {
  readonly group: string
  readonly available: number
  readonly running: number
  readonly limits: string | null
}

/** What has not ended. */
export interface Backlog {
  readonly items: number
  /** Of their payloads. */
  readonly characters: number
}

/** What jobs of one queue are kept in. Everything is checked; each call is atomic and judges by the time of its own statement. */
export interface QueueStorage {
  readonly isTransaction: boolean
  random(bytes: number): Uint8Array
  /** The time to count with in this process: monotonic, unless a clock was injected. Milliseconds. */
  elapsed(): number
  /** Identifies the open database. */
  readonly database: object
  /** Names the queue within it. */
  readonly place: string
  /** Calls `action` once what was written by this is committed: now, or after the transaction. */
  committed(action: () => void): void
  /** Calls `wake` when the queue may have changed; returns how to stop. */
  onChange(wake: () => void): () => void
  /** All or none. Results in order. */
  enqueue(jobs: readonly NewJobRow[], call: StoreCall): Promise<readonly Enqueued[]>
  /** Takes up to `limit` jobs that can be claimed, in order; none while the queue is paused. */
  claim(claim: Claim, call: StoreCall): Promise<Claimed>
  /**
   * The state of the job now; undefined when the token did not hold it. One that was to be retried is dead when its deadline has passed. `deadLetter`: the
   * queue that gets a copy of the job if it is dead by this.
   */
  end(
    held: Held,
    ending: Ending,
    deadLetter: DeadLetter | undefined,
    call: StoreCall,
  ): Promise<StoredState | undefined>
  /** When the lease ends now; undefined when the token does not hold the job. */
  extend(held: Held, lease: Milliseconds, call: StoreCall): Promise<number | undefined>
  /** Whether the token holds the job. */
  checkpoint(held: Held, value: string, call: StoreCall): Promise<boolean>
  /** Undefined: there is none. */
  cancel(key: string, call: StoreCall): Promise<boolean | undefined>
  /** Undefined: there is none. `taken`: its unique key is another's. */
  retry(key: string, call: StoreCall): Promise<boolean | 'taken' | undefined>
  redrive(limit: number, call: StoreCall): Promise<number>
  /** Lets what waits for its time be claimed now; how many. */
  hurry(call: StoreCall): Promise<number>
  backlog(call: StoreCall): Promise<Backlog>
  pause(isPaused: boolean, call: StoreCall): Promise<void>
  get(key: string, call: StoreCall): Promise<JobRow | undefined>
  list(page: JobPage, call: StoreCall): Promise<readonly JobRow[]>
  stats(call: StoreCall): Promise<Counted>
  /** `limits` is JSON; null takes them back. */
  setGroup(group: string, limits: string | null, call: StoreCall): Promise<void>
  /** Groups behind `after`, in order. */
  groups(after: string, limit: number, call: StoreCall): Promise<readonly GroupRow[]>
  /** Undefined: somebody works on it. */
  delete(key: string, call: StoreCall): Promise<boolean | undefined>
  /** Removes up to `limit` jobs that ended so long ago, by how they ended; how many. */
  prune(
    ages: { readonly completed: Milliseconds; readonly ended: Milliseconds },
    limit: number,
    call: StoreCall,
  ): Promise<number>
}

/** Where a copy of a dead job goes. */
export interface DeadLetter {
  readonly queue: string
  readonly job: NewJobRow
}
