import type { Operation } from '../sample.ts'

/** A queue of jobs in a database, done with one library. A job does nothing. */
export interface QueueContender {
  readonly name: string
  /** Enqueues one job, durably. */
  readonly enqueue: Operation
  enqueueMany(count: number): Promise<void>
  /** Works on what is there with so many workers, or so many jobs at a time, until `count` jobs have ended. */
  work(count: number, workers: number): Promise<void>
  /** From the enqueueing of a job to its start in a worker that waits for it: left out where the library looks only now and then. */
  readonly react?: Reaction
  /** Removes all jobs. */
  clear(): Promise<void>
  /** Puts so many jobs into the table that have ended. Left out where none are kept. */
  fillHistory?(count: number): Promise<void>
  close(): Promise<void>
}

/** A worker that waits. */
export interface Reaction {
  start(): Promise<void>
  readonly once: Operation
  stop(): Promise<void>
}

export const payload = {
  userId: '0190a5f0-7c2b-7c3a-9d2e-3b1f6a7c8d9e',
  template: 'welcome',
  attempt: 1,
} as const
