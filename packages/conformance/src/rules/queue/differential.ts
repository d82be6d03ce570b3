import type { ClaimedJob, GroupLimits, JobOptions, JobRecord, Queue, Session } from '@holdfast/core'
import {
  array,
  boolean,
  constant,
  constantFrom,
  integer,
  oneof,
  option,
  record,
  type Arbitrary,
} from 'fast-check'
import type { ManualClock } from '../../manual-clock.ts'
import type { Rule } from '../../rule.ts'
import { answerOf, lockstepRules } from '../lockstep.ts'

/** Times count from the step. */
type Options = Omit<JobOptions, 'runAt'> & { readonly id: string; readonly at?: number }

const states = ['available', 'scheduled', 'retryable', 'running', 'completed', 'cancelled', 'dead'] as const

type Step =
  | { readonly do: 'limit'; readonly group: string; readonly nth: number }
  | { readonly do: 'groups' }
  | { readonly do: 'enqueue'; readonly jobs: readonly Options[]; readonly inTransaction: boolean }
  | { readonly do: 'claim'; readonly limit: number; readonly lease: number }
  | { readonly do: 'hold'; readonly nth: number; readonly how: How; readonly by: number }
  | { readonly do: 'job'; readonly id: string; readonly how: 'cancel' | 'retry' | 'delete' | 'get' }
  | {
      readonly do: 'queue'
      readonly how: 'redrive' | 'pause' | 'resume' | 'stats' | 'prune'
      readonly by: number
    }
  | {
      readonly do: 'find'
      readonly state: (typeof states)[number] | undefined
      readonly reverse: boolean
      readonly limit: number
    }
  | { readonly do: 'buried' }
  | { readonly do: 'advance'; readonly by: number }

const hows = ['complete', 'remove', 'fail', 'final', 'snooze', 'release', 'extend', 'checkpoint'] as const
type How = (typeof hows)[number]

interface World {
  readonly session: Session
  readonly queue: Queue<string>
  /** The same queue, which keeps nothing of what was completed. */
  readonly brief: Queue<string>
  readonly buried: Queue<string>
  readonly clock: ManualClock
  readonly claimed: ClaimedJob<string>[]
}

const id = constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g')
const by = integer({ min: 0, max: 6 })

const withoutHoles = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T

const maybe = <T>(some: Arbitrary<T>): Arbitrary<T | undefined> => option(some, { nil: undefined })

const rarely = <T>(some: Arbitrary<T>): Arbitrary<T | undefined> =>
  oneof({ weight: 5, arbitrary: constant(undefined) }, { weight: 1, arbitrary: some })

const unique = record({
  key: constantFrom('u', 'v'),
  period: rarely(by),
  onConflict: constantFrom('keep' as const, 'replace' as const),
}).map(withoutHoles)

const options: Arbitrary<Options> = record({
  id,
  priority: maybe(integer({ min: -1, max: 1 })),
  delay: rarely(by),
  at: rarely(integer({ min: -4, max: 5 })),
  maxAttempts: maybe(integer({ min: 1, max: 2 })),
  deadline: rarely(integer({ min: 0, max: 12 })),
  unique: rarely(unique),
  meta: maybe(constant({ from: 'test' })),
  group: maybe(constantFrom('g', 'h', 'i')),
  fifo: rarely(constantFrom('g', 'h')),
}).map(
  ({ at, group, fifo, priority, ...given }) =>
    withoutHoles({
      ...given,
      at: given.delay === undefined ? at : undefined,
      ...(fifo === undefined ? { group, priority } : { fifo }),
    }) as Options,
)

const enqueue = record({
  do: constant('enqueue' as const),
  jobs: array(options, { minLength: 1, maxLength: 3 }),
  inTransaction: boolean(),
})
const hold = record({
  do: constant('hold' as const),
  nth: integer({ min: -3, max: -1 }),
  how: constantFrom(...hows),
  by,
})

/** Each of these may be given to a group in place of what the handle says. */
const limits: readonly (GroupLimits | undefined)[] = [
  undefined,
  {},
  { concurrency: 1 },
  { concurrency: 2, weight: 2 },
  { rate: { limit: 1, per: 4 } },
  { rate: { limit: 3, per: 7, burst: 2 }, weight: 3 },
]

const claim = record({
  do: constant('claim' as const),
  limit: integer({ min: 1, max: 3 }),
  lease: integer({ min: 1, max: 12 }),
})

const step: Arbitrary<Step> = oneof(
  record({
    do: constant('limit' as const),
    group: constantFrom('g', 'h'),
    nth: integer({ min: 0, max: limits.length - 1 }),
  }),
  constant({ do: 'groups' as const }),
  enqueue,
  enqueue,
  claim,
  claim,
  claim,
  hold,
  hold,
  hold,
  record({
    do: constant('job' as const),
    id,
    how: constantFrom('cancel' as const, 'retry' as const, 'delete' as const, 'get' as const),
  }),
  record({
    do: constant('queue' as const),
    how: constantFrom(
      'redrive' as const,
      'pause' as const,
      'resume' as const,
      'resume' as const,
      'resume' as const,
      'stats' as const,
      'prune' as const,
    ),
    by,
  }),
  record({
    do: constant('find' as const),
    state: maybe(constantFrom(...states)),
    reverse: boolean(),
    limit: integer({ min: 1, max: 4 }),
  }),
  constant({ do: 'buried' as const }),
  record({ do: constant('advance' as const), by: integer({ min: 1, max: 3 }) }),
)

const enqueueOn = (queue: Queue<string>, { clock }: World, jobs: readonly Options[]): Promise<unknown> => {
  const made = jobs.map(({ at, ...rest }) => ({
    ...rest,
    ...(at === undefined ? {} : { runAt: new Date(clock() + at) }),
    payload: JSON.stringify(rest),
  }))
  const [only] = made
  if (made.length > 1 || only === undefined) return queue.enqueueMany(made)
  const { payload, ...one } = only
  return queue.enqueue(payload, one)
}

const holdOn = async (
  { queue, brief }: World,
  job: ClaimedJob<string>,
  how: How,
  by: number,
): Promise<unknown> => {
  if (how === 'complete') return queue.complete(job, { by })
  if (how === 'remove') return brief.complete(job)
  if (how === 'fail') return queue.fail(job, new Error('no'), by > 3 ? {} : { retryIn: by })
  if (how === 'final') return queue.fail(job, new Error('never'), { final: true })
  if (how === 'snooze') return queue.snooze(job, by)
  if (how === 'release') return queue.release(job)
  if (how === 'extend') return queue.extend(job, by + 1)
  return queue.checkpoint(job, { by })
}

const onQueue = async (queue: Queue<string>, how: string, by: number): Promise<unknown> => {
  if (how === 'redrive') return queue.redrive({ limit: by + 1 })
  if (how === 'pause') return queue.pause()
  if (how === 'resume') return queue.resume()
  if (how === 'stats') return queue.stats()
  return queue.prune({ olderThan: by, limit: 2 })
}

/** Where an error was thrown is no matter of storage. */
const plain = (job: JobRecord<string> | undefined): unknown =>
  job === undefined
    ? undefined
    : { ...job, failures: job.failures.map(({ attempt, at, error }) => [attempt, at, error.message]) }

/** It is drawn by chance. */
const withoutToken = (job: ClaimedJob<string>): unknown => ({ ...job, token: '' })

/** The id of a dead letter is drawn by chance, and of its error only where it comes from is a matter of storage. */
const letter = (job: JobRecord<string>): unknown => [
  plain({ ...job, id: '', meta: null }),
  (job.meta as { deadLetter: { id: string } }).deadLetter.id,
]

const perform = (world: World, one: Step): Promise<unknown> =>
  answerOf(async () => {
    const { session, queue, buried, clock, claimed } = world
    if (one.do === 'advance') return clock.advance(one.by)
    if (one.do === 'limit') return queue.setGroup(one.group, limits[one.nth])
    if (one.do === 'groups') return queue.groups()
    if (one.do === 'enqueue')
      return one.inTransaction
        ? session.transaction((tx) => enqueueOn(tx.queue<string>('jobs'), world, one.jobs))
        : enqueueOn(queue, world, one.jobs)
    if (one.do === 'claim') {
      const jobs = await queue.claim({ limit: one.limit, lease: one.lease })
      claimed.push(...jobs)
      return jobs.map(withoutToken)
    }
    if (one.do === 'hold') {
      const job = claimed.at(one.nth)
      return job === undefined ? undefined : holdOn(world, job, one.how, one.by)
    }
    if (one.do === 'job') {
      if (one.how === 'get') return plain(await queue.get(one.id))
      return queue[one.how](one.id)
    }
    if (one.do === 'queue') return onQueue(queue, one.how, one.by)
    if (one.do === 'buried') return (await buried.find()).items.map(letter)
    const { state, reverse, limit } = one
    const page = await queue.find({ reverse, limit, ...(state === undefined ? {} : { state }) })
    const rest =
      page.next === undefined
        ? []
        : (await queue.find({ reverse, after: page.next, ...(state === undefined ? {} : { state }) })).items
    return [...page.items, ...rest].map(plain)
  })

export const queueDifferential: readonly Rule[] = lockstepRules(
  'operations on queues answer as the reference does, step by step',
  {
    store: 'queue',
    step,
    begin: (session: Session, clock: ManualClock): World => {
      const shared = {
        backoff: { kind: 'fixed', delay: 3 },
        deadLetter: 'buried',
        maxAttempts: 2,
        groups: { concurrency: 2 },
      } as const
      return {
        session,
        queue: session.queue('jobs', shared),
        brief: session.queue('jobs', { ...shared, keep: { completed: 0 } }),
        buried: session.queue('buried'),
        clock,
        claimed: [],
      }
    },
    perform,
    end: async ({ queue, buried }) => {
      for (const each of [queue, buried]) {
        for (const job of (await each.find()).items) await answerOf(() => each.cancel(job.id))
        await each.prune({ olderThan: 0 })
        for (const { group } of await each.groups()) await each.setGroup(group, undefined)
        await each.resume()
      }
    },
    longest: 60,
    size: 'max',
  },
  60,
)
