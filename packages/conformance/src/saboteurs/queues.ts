import {
  hasCode,
  type ClaimedJob,
  type ClaimOptions,
  type EnqueueOptions,
  type FailOptions,
  type NewJob,
  type QueueOptions,
  type Transaction,
} from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'

export const queueSaboteurs: readonly Saboteur[] = [
  {
    title: 'the completion of a job does not look at its token',
    caughtBy: 'queue.late-holder',
    make: () => ({
      queue: (queue) => ({
        complete: async (job: ClaimedJob<unknown>, result?: unknown) => {
          try {
            await queue.complete(job, result)
          } catch (error) {
            if (!hasCode(error, 'lease-lost')) throw error
          }
        },
      }),
    }),
  },
  {
    title: 'a claim gives jobs in any order',
    caughtBy: 'queue.order',
    make: () => ({
      queue: (queue) => ({
        claim: async (options?: ClaimOptions) => (await queue.claim(options)).toReversed(),
      }),
    }),
  },
  {
    title: 'a job is enqueued beside the transaction',
    caughtBy: 'queue.transaction',
    make: () => ({
      queue: (queue, { session, isTransaction, db, name }) => ({
        enqueue: async (payload: unknown, options?: EnqueueOptions) => {
          if (!isTransaction) return queue.enqueue(payload, options)
          const later = session as Transaction
          later.afterCommit(async () => void (await db.queue(name).enqueue(payload as never, options)))
          return { id: options?.id ?? 'later', outcome: 'enqueued' }
        },
      }),
    }),
  },
  {
    title: 'a unique key is forgotten',
    caughtBy: 'queue.unique',
    make: () => ({
      queue: (queue) => ({
        enqueue: (payload: unknown, options: EnqueueOptions = {}) => {
          const { unique, ...others } = options
          return queue.enqueue(payload, unique === undefined ? options : others)
        },
      }),
    }),
  },
  {
    title: 'a job that was given back has used up its attempt',
    caughtBy: 'queue.given-back',
    make: () => ({
      queue: (queue) => ({
        release: (job: ClaimedJob<unknown>) => queue.fail(job, new Error('released'), { retryIn: 0 }),
        snooze: (job: ClaimedJob<unknown>, time: number) =>
          queue.fail(job, new Error('snoozed'), { retryIn: time }),
      }),
    }),
  },
  {
    title: 'a failed job is begun again at once',
    caughtBy: 'queue.backoff',
    make: () => ({
      queue: (queue) => ({
        fail: (job: ClaimedJob<unknown>, error: unknown, options?: FailOptions) =>
          queue.fail(job, error, { ...options, retryIn: 0 }),
      }),
    }),
  },
  {
    title: 'whoever claims forgets the limits of groups',
    caughtBy: 'queue.groups.strict',
    make: () => ({
      session: (session) => ({
        queue: (name: string, options: QueueOptions<unknown> = {}) => {
          const { groups: _, ...others } = options
          return session.queue(name, others)
        },
      }),
    }),
  },
  {
    title: 'a fifo key is forgotten',
    caughtBy: 'queue.fifo.strict',
    make: () => ({
      queue: (queue) => ({
        enqueueMany: (jobs: readonly NewJob<unknown>[]) =>
          queue.enqueueMany(
            jobs.map(({ fifo, ...job }) => (fifo === undefined ? job : { ...job, group: fifo })),
          ),
      }),
    }),
  },
]
