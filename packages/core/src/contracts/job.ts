import type { Milliseconds } from './environment.ts'
import type { Json } from './json.ts'
import type { OperationOptions } from './key-value.ts'
import type { KeptError } from './workflows.ts'

/**
 * `scheduled`: its time has not come. `retryable`: it failed, and the time of its next attempt has not come. `available`: its time has come, though its group may have no room for it. `running`: it
 * is leased to somebody, or was and nobody has taken it since. The others have ended: `dead` after its last attempt, its deadline, or a failure for good.
 */
export type JobState =
  | 'scheduled'
  | 'retryable'
  | 'available'
  | 'running'
  | 'completed'
  | 'cancelled'
  | 'dead'

/** What happens to a job whose unique key is taken. */
export type OnConflict =
  /** Nothing: the one that is there stands. */
  | 'keep'
  /** The one that is there gets this payload, priority and time, unless somebody works on it; then it stands as it is. */
  | 'replace'

export interface UniqueOptions {
  /** 1 to 255 bytes. At most one job of the queue that has not ended has it. */
  readonly key: string
  /** The key stays taken for so long after the job was enqueued, also when the job has ended. Default: until it has ended. */
  readonly period?: Milliseconds
  /** Default `keep`. */
  readonly onConflict?: OnConflict
}

/** What is told of a job when it is enqueued. */
export interface JobOptions {
  /** 1 to 255 bytes; a second job of the queue with the same id is the first one, as long as that is kept. Default: a UUID, which sorts by time. */
  readonly id?: string
  /** A whole number from −1 000 000 to 1 000 000; smaller first, and among equals by id: as they were enqueued by one process. Default 0. */
  readonly priority?: number
  /** Not claimed before so long from now, by the database's clock. Default 0. */
  readonly delay?: Milliseconds
  /** Not claimed before this instant. Not with `delay`. */
  readonly runAt?: Date
  /** How often it is begun before it is dead, the first time included, and each time that its worker was killed. Default: that of the queue. */
  readonly maxAttempts?: number
  /** So long after it was enqueued it is dead unless it has ended: it is begun no more, and a failure after it is for good. Default: never. */
  readonly deadline?: Milliseconds
  readonly unique?: UniqueOptions
  /** 1 to 255 bytes: whom or what it is for, as a tenant or an account. Groups share the workers fairly, and each keeps to its limits (see `QueueOptions.groups`). */
  readonly group?: string
  /**
   * 1 to 255 bytes. Jobs of one such key run one at a time, in the order of their ids: one that waits for its time, or for its next attempt, holds up those behind it;
   * one that has ended, however, lets the next begin. Not with `group`, nor with `priority`.
   */
  readonly fifo?: string
  /** Kept with the job, for whoever works on it: a trace context, a tenant, a reason. JSON. */
  readonly meta?: Json
}

/** One of `enqueueMany`. */
export interface NewJob<P> extends JobOptions {
  readonly payload: P
}

export interface EnqueueResult {
  /** Of the job, or of the one that was there. */
  readonly id: string
  /** `enqueued`: a new job. `kept`: one was there, by id or unique key, and stands. `replaced`: the one that was there is as this one would have been. */
  readonly outcome: 'enqueued' | 'kept' | 'replaced'
}

/**
 * A job that was claimed, as its holder knows it. The lease ends at `expiresAt`; after it, or once somebody else has claimed the job, whatever this is
 * shown to throws `lease-lost`. It is plain data: it may be handed to a transaction, or to another process.
 */
export interface ClaimedJob<P> {
  readonly id: string
  readonly payload: P
  /** From 1. A job that was snoozed or released has not used up its attempt. */
  readonly attempt: number
  readonly maxAttempts: number
  /** Secret of this claim. */
  readonly token: string
  /** The fencing token: it grows with every claim of this job. */
  readonly fence: number
  readonly expiresAt: Date
  readonly priority: number
  readonly enqueuedAt: Date
  /** A failure after it is for good. */
  readonly deadline?: Date
  readonly group?: string
  readonly fifo?: string
  /** What an earlier attempt, or this one, kept by `checkpoint`. */
  readonly checkpoint?: unknown
  readonly meta?: Json
}

/** What a failed attempt left. */
export interface FailedAttempt {
  readonly attempt: number
  readonly at: Date
  readonly error: KeptError
}

/** A job as it is kept. */
export interface JobRecord<P> {
  readonly id: string
  readonly state: JobState
  readonly payload: P
  readonly attempt: number
  readonly maxAttempts: number
  readonly priority: number
  readonly enqueuedAt: Date
  /** When it is, or was, to be begun next; of a running job, when it is taken from its holder unless that one says it lives. Not of one that has ended. */
  readonly dueAt?: Date
  readonly startedAt?: Date
  readonly endedAt?: Date
  readonly deadline?: Date
  readonly uniqueKey?: string
  readonly group?: string
  readonly fifo?: string
  readonly checkpoint?: unknown
  readonly meta?: Json
  /** What it was completed with. */
  readonly result?: unknown
  /** Oldest first; the newest 20 are kept. */
  readonly failures: readonly FailedAttempt[]
}

/** How long it is until a failed job is begun again. */
export type Backoff =
  | {
      readonly kind: 'exponential'
      /** After the first failure. Default 1 000. */
      readonly base?: Milliseconds
      /** Default 2. */
      readonly factor?: number
      /** The longest. Default 3 600 000. */
      readonly longest?: Milliseconds
      /** `full`: between 0 and the whole, by chance. `half`: between half of it and the whole. Default `half`. */
      readonly jitter?: 'none' | 'half' | 'full'
    }
  | { readonly kind: 'fixed'; readonly delay: Milliseconds }
  /** `attempt` is the one that failed, from 1. */
  | ((attempt: number, error: unknown) => Milliseconds)

export interface FailOptions extends OperationOptions {
  /** In place of the back-off of the queue. */
  readonly retryIn?: Milliseconds
  /** Dead now, whatever attempts are left. */
  readonly final?: boolean
}
