import type { Milliseconds } from './environment.ts'
import type {
  Backoff,
  ClaimedJob,
  EnqueueResult,
  FailOptions,
  JobOptions,
  JobRecord,
  JobState,
  NewJob,
} from './job.ts'
import type { Json } from './json.ts'
import type { OperationOptions } from './key-value.ts'
import type { Page } from './page.ts'
import type { StandardSchema } from './standard-schema.ts'

/** How long jobs that have ended are kept before `prune` removes them. */
export interface KeepOptions {
  /** Default 86 400 000 (a day). 0: the completion removes the job, and nothing of it is kept: the cheapest. */
  readonly completed?: Milliseconds
  /** Dead and cancelled ones. Default 2 592 000 000 (30 days). */
  readonly ended?: Milliseconds
}

/** So many begin in so long. */
export interface GroupRate {
  /** 1 to 1 000 000. */
  readonly limit: number
  /** 1 to 2 147 483 647. */
  readonly per: Milliseconds
  /**
   * How many may begin at once when none has for a while; after them one each `per / limit`. So in any `per` there are at most `limit + burst - 1`. 1 to `limit`, which
   * is the default; 1 spaces them evenly.
   */
  readonly burst?: number
}

/** How much of a queue one group may have. What is left out has no limit. */
export interface GroupLimits {
  /** At most so many of its jobs run at a time, whoever works on them: 1 to 1 000 000. One whose lease ended counts until somebody claims again. */
  readonly concurrency?: number
  /** How often its jobs begin, and begin again. */
  readonly rate?: GroupRate
  /** When groups take turns, so many of its jobs come for one of a group with the weight 1. 1 to 1 000. Default 1. */
  readonly weight?: number
}

/** A group that has limits of its own, or jobs that have not ended. */
export interface GroupState {
  readonly group: string
  /** How many could begin now if there were room for them. */
  readonly available: number
  readonly running: number
  /** Its own, if `setGroup` gave it some. */
  readonly limits?: GroupLimits
}

export interface FindGroupsOptions extends OperationOptions {
  /** Default 100, at most 10 000. */
  readonly limit?: number
  /** Groups behind this one, by its name. */
  readonly after?: string
}

/** Of one handle: nothing of it is stored. Give the same to whoever enqueues and to whoever works. */
export interface QueueOptions<P> {
  /** Checked when a job is enqueued; its output is stored. */
  readonly schema?: StandardSchema<P>
  /** Of jobs that say nothing. 1 to 1 000 000. Default 10. */
  readonly maxAttempts?: number
  /** Default: exponential from a second to an hour, with jitter `half`. */
  readonly backoff?: Backoff
  readonly keep?: KeepOptions
  /** The queue that gets a copy of each job that dies, in the same transaction: its payload, and as `meta` where it comes from and why. */
  readonly deadLetter?: string
  /** Of each group that has none of its own by `setGroup`. They bind who claims by this handle, so give the same to all workers. Default: no limits. */
  readonly groups?: GroupLimits
}

export interface EnqueueOptions extends JobOptions, OperationOptions {}

export interface ClaimOptions extends OperationOptions {
  /** At most so many. 1 to 10 000. Default 1. */
  readonly limit?: number
  /** The lease ends so long from now. Default 30 000. */
  readonly lease?: Milliseconds
  /** How long to wait for the first when there is none. Default 0. */
  readonly wait?: Milliseconds
  /** While it waits, how often it looks for what other processes enqueued. Default 1 000. What this process enqueues wakes it at once. */
  readonly interval?: Milliseconds
}

export interface FindJobsOptions extends OperationOptions {
  /** One, or any of several. */
  readonly state?: JobState | readonly JobState[]
  /** By id, greatest first. Default false. */
  readonly reverse?: boolean
  /** Default 100, at most 10 000. */
  readonly limit?: number
  /** `next` of the last page of the same order. */
  readonly after?: string
}

/** How many jobs are in each state, and how long the oldest that can be claimed waits. */
export interface QueueStats {
  readonly counts: Readonly<Record<JobState, number>>
  readonly isPaused: boolean
  /** Milliseconds since the job that waits longest could have been claimed; absent when none can. */
  readonly oldest?: Milliseconds
}

export interface RedriveOptions extends OperationOptions {
  /** Default 10 000. */
  readonly limit?: number
}

export interface PruneJobsOptions extends OperationOptions {
  /** In place of `keep` of the queue. */
  readonly olderThan?: Milliseconds
  /** Default 10 000. */
  readonly limit?: number
}

/** What a handler is told beside the job. */
export interface JobContext {
  /** Aborts when the lease was lost, or when the worker was told to stop and its grace is over. */
  readonly signal: AbortSignal
  /** Keeps a value with the job for later attempts, while the lease holds. JSON. One write. */
  checkpoint(value: unknown): Promise<void>
}

export interface WorkerOptions<P = Json> {
  /** How many jobs at a time. Default 10. The next one begins when a handler is done, while the job of that one is being ended. */
  readonly concurrency?: number
  /** So long after its last sign of life, others take a job from a worker that was killed. Default 30 000; it is extended at every third. */
  readonly lease?: Milliseconds
  /** How often it looks for work that other processes left, give or take a quarter by chance. Default 1 000. What it is told of wakes it at once. */
  readonly interval?: Milliseconds
  /** How many jobs it holds beyond those that it works on, claimed ahead or being ended, to save round trips and commits. Their leases are kept too. Default: `concurrency`. */
  readonly prefetch?: number
  /** Asked before each claim; while it says no, nothing is claimed. For work that needs something that may be away. Default: always. */
  readonly isReady?: () => boolean | Promise<boolean>
  /** Removes what `keep` says, every so often. Default 60 000; 0: never. */
  readonly pruneEvery?: Milliseconds
  /** Jobs that it enqueues ahead, at its start and at each of their times, as `enqueueNext` does. */
  readonly recurring?: readonly RecurringJob<P>[]
  /** What the database refused while it worked; it goes on. Default: a warning of the process. */
  readonly onError?: (error: unknown) => void
}

/** A job that is enqueued again and again. */
export interface RecurringJob<P> extends Omit<JobOptions, 'id' | 'delay' | 'runAt' | 'unique'> {
  /** 1 to 63 bytes; one of the queue. */
  readonly name: string
  /** When it runs: a cron expression of five or six fields, the first of six being seconds, or a nickname as `@daily` (the syntax of the library croner). */
  readonly cron: string
  /** Of the IANA database, as `Europe/Zurich`. Default `UTC`. A time that is left out when the clock is put forward runs at that moment; one that comes twice when it is put back runs once. */
  readonly timeZone?: string
  readonly payload: P
}

export interface StopOptions {
  /** Handlers that still run are told by their signal after so long, and their jobs given back to others. Default 30 000. */
  readonly grace?: Milliseconds
}

export interface QueueWorker extends AsyncDisposable {
  /** Claims no more, gives back what was not begun, waits for what runs, and resolves then. A job that is given back has not used up its attempt. */
  stop(options?: StopOptions): Promise<void>
}

/**
 * A queue of jobs. Each is begun at least once, never before its time, and by one holder at a time; whoever lost the lease of a job, by a pause or a
 * kill, can do nothing to it any more: `lease-lost`, always. What is written by a transaction that also completes the job is written exactly once.
 *
 * Among jobs that can be claimed, the smallest priority comes first and then the smallest id. A job that kills its workers is dead after `maxAttempts`.
 * What a claim costs does not grow with the number of jobs that have ended.
 *
 * Groups take turns: a claim begins behind the group at which the last one of this process stopped, and takes from each as much as its weight before it comes to
 * any again, so that a job of a group that has few waits for one round, however many others have. Within a group the order is that of the queue, but first come
 * those whose holder was lost. Between jobs with a group and jobs without, the turns of claims change.
 *
 * On a transaction everything happens with its commit: what is enqueued cannot be claimed before. There is no claiming and no working there.
 */
export interface Queue<P = Json, R = unknown> {
  /** One write. With `unique`, a short transaction. Throws `invalid-value` for what is no JSON, or too large. */
  enqueue(payload: P, options?: EnqueueOptions): Promise<EnqueueResult>
  /** All or none, in order. Results in the order of the jobs. A few statements, however many they are; at most 100 000. */
  enqueueMany(jobs: readonly NewJob<P>[], options?: OperationOptions): Promise<readonly EnqueueResult[]>
  /**
   * Enqueues the next run of each, at its time, unless it is there already: however many processes say the same, there is one. So when nobody works at its
   * time it runs late, once. Resolves with the time of each.
   */
  enqueueNext(recurring: readonly RecurringJob<P>[], options?: OperationOptions): Promise<readonly Date[]>
  /**
   * Leases jobs to the caller, who then completes, fails, snoozes or releases each, or lets the lease end. One statement; where jobs with groups wait, a short
   * transaction beside it. There a limit of a group is never exceeded, whatever others claim at the same time.
   */
  claim(options?: ClaimOptions): Promise<readonly ClaimedJob<P>[]>
  /** Ends it. Throws `lease-lost`. `tx.queue(name).complete(job)` makes the effects of `tx` and the completion one. One write, shared with others. */
  complete(job: ClaimedJob<P>, result?: R, options?: OperationOptions): Promise<void>
  /** The attempt failed: it is begun again after the back-off, or is dead. Resolves with which. Throws `lease-lost`. */
  fail(job: ClaimedJob<P>, error: unknown, options?: FailOptions): Promise<'retryable' | 'dead'>
  /** Lets the lease end `lease` from now; resolves with when. Throws `lease-lost`. */
  extend(job: ClaimedJob<P>, lease?: Milliseconds, options?: OperationOptions): Promise<Date>
  /** Gives it back, to be begun again so long from now. The attempt does not count. Throws `lease-lost`. */
  snooze(job: ClaimedJob<P>, time: Milliseconds, options?: OperationOptions): Promise<void>
  /** Gives it back at once. The attempt does not count. Throws `lease-lost`. */
  release(job: ClaimedJob<P>, options?: OperationOptions): Promise<void>
  /** Keeps a value with the job for later attempts. JSON. Throws `lease-lost`. */
  checkpoint(job: ClaimedJob<P>, value: unknown, options?: OperationOptions): Promise<void>
  /** Whether it had not ended. Who works on it is refused from now on. Throws `not-found`. */
  cancel(id: string, options?: OperationOptions): Promise<boolean>
  /** Lets a job that is dead, cancelled or waiting be claimed now, with all its attempts anew. Whether it is so now: not of one that runs or was completed. Throws `not-found`, and `duplicate` when another has its unique key. */
  retry(id: string, options?: OperationOptions): Promise<boolean>
  /** `retry` for dead jobs, those that died first first; how many. A job whose unique key is taken stays dead. */
  redrive(options?: RedriveOptions): Promise<number>
  /** Nothing is claimed, by anybody, until `resume`. What runs goes on. */
  pause(options?: OperationOptions): Promise<void>
  resume(options?: OperationOptions): Promise<void>
  get(id: string, options?: OperationOptions): Promise<JobRecord<P> | undefined>
  /** A page in the order of the ids. One statement; for states of jobs that have not ended two, where there are many. */
  find(options?: FindJobsOptions): Promise<Page<JobRecord<P>>>
  /** Counts by reading the index of what has not ended, and all rows that have. */
  stats(options?: OperationOptions): Promise<QueueStats>
  /** Gives a group limits of its own, in place of all that `QueueOptions.groups` says; `undefined` takes them back. For all handles and processes, from the next claim on. */
  setGroup(group: string, limits: GroupLimits | undefined, options?: OperationOptions): Promise<void>
  /** The groups that have limits of their own or jobs that have not ended, by name. Reads the index entries of those jobs. */
  groups(options?: FindGroupsOptions): Promise<readonly GroupState[]>
  /** Removes a job that is not running; whether there was one. One that somebody works on throws `busy`. */
  delete(id: string, options?: OperationOptions): Promise<boolean>
  /** Removes jobs that ended so long ago; how many. */
  prune(options?: PruneJobsOptions): Promise<number>
  /** Works on jobs as they come, until it is stopped. What `handler` resolves with completes the job; what it throws fails it. */
  work(
    handler: (job: ClaimedJob<P>, context: JobContext) => R | Promise<R>,
    options?: WorkerOptions<P>,
  ): QueueWorker
  /** Works on what can be claimed now, until nothing can; how many. For tests, and for a timer of one's own. */
  drain(
    handler: (job: ClaimedJob<P>, context: JobContext) => R | Promise<R>,
    options?: Omit<WorkerOptions<P>, 'recurring'>,
  ): Promise<number>
}
