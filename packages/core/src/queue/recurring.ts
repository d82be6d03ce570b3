import { Cron } from 'croner'
import type { RecurringJob } from '../contracts/queue.ts'
import type { NewJob } from '../contracts/job.ts'
import { checkName } from '../door/name.ts'
import { checkOptions } from '../door/options.ts'

/** A recurring job with what tells its times. */
export interface Recurrence<P> {
  readonly job: RecurringJob<P>
  /** The first time behind this one, in epoch milliseconds; undefined when there is none. */
  readonly next: (time: number) => number | undefined
}

const known = [
  'name',
  'cron',
  'timeZone',
  'payload',
  'priority',
  'maxAttempts',
  'deadline',
  'group',
  'fifo',
  'meta',
]
const day = 86_400_000

/** Throws `TypeError` for what is no cron expression or no time zone, and for two of one name. */
export const checkRecurring = <P>(
  recurring: readonly RecurringJob<P>[],
  action: string,
): readonly Recurrence<P>[] => {
  if (!Array.isArray(recurring)) throw new TypeError(`Cannot ${action}: give an array of recurring jobs`)
  const names = new Set<string>()
  return recurring.map((job: RecurringJob<P>) => {
    checkOptions(job, known, action)
    const name = checkName(job?.name, 'name of the recurring job', action)
    if (names.has(name)) throw new TypeError(`Cannot ${action}: two recurring jobs are called "${name}"`)
    names.add(name)
    const cron = parse(
      () => new Cron(job.cron, { paused: true, timezone: job.timeZone ?? 'UTC' }),
      name,
      action,
    )
    return { job, next: (time) => cron.nextRun(new Date(time))?.getTime() }
  })
}

const parse = <C extends { nextRun(): unknown }>(make: () => C, name: string, action: string): C => {
  try {
    const cron = make()
    // An unknown time zone is refused when the first time is told.
    cron.nextRun()
    return cron
  } catch (error) {
    throw new TypeError(
      `Cannot ${action}: the recurring job "${name}" has no valid cron expression or time zone`,
      { cause: error },
    )
  }
}

/**
 * Enqueues the next run of each. Its unique key stays taken until long after, so that a process that is late does not enqueue it again. Resolves with their
 * times.
 */
export const enqueueNext = async <P>(
  recurring: readonly Recurrence<P>[],
  now: number,
  enqueue: (jobs: readonly NewJob<P>[]) => Promise<unknown>,
): Promise<readonly Date[]> => {
  const runs = recurring.flatMap((recurrence) => nextRun(recurrence, now) ?? [])
  await enqueue(runs)
  return runs.map(({ runAt }) => runAt)
}

const nextRun = <P>(
  { job, next }: Recurrence<P>,
  now: number,
): (NewJob<P> & { readonly runAt: Date }) | undefined => {
  const at = next(now)
  if (at === undefined) return undefined
  const { name, cron: _cron, timeZone: _timeZone, ...rest } = job
  const runAt = new Date(at)
  return { ...rest, runAt, unique: { key: `${name}@${runAt.toISOString()}`, period: at - now + day } }
}
