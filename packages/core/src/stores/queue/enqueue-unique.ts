import type { Call, Executor } from '../../database/executor.ts'
import type { Bound } from '../../database/statement.ts'
import type { Enqueued, NewJobRow } from '../../queue/queue-storage.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { writeMany } from '../keyed/write-many.ts'
import { insertJobs, newJobCells } from './enqueue.ts'
import { jobStates } from './job-states.ts'
import type { Shapes } from './shapes.ts'
import { UniqueKeys, type KeyOwner, type KeyWish } from './unique-keys.ts'

/**
 * Inserts jobs of which some have unique keys, in a transaction: as if one came behind the other, but with one statement for each step. The keys are locked
 * first, so that of two who want one the second sees what the first did.
 */
export const enqueueUnique = async (
  access: StoreAccess,
  shapes: Shapes,
  executor: Executor,
  jobs: readonly NewJobRow[],
  call: Call,
): Promise<readonly Enqueued[]> => {
  const keys = new UniqueKeys(executor, access.space, shapes, call)
  const wishes = wishesOf(jobs)
  const owners = await keys.take([...wishes.values()])
  // The commonest needs no look: one job, of whose key nobody has heard.
  const isPlain = jobs.length === 1 && [...owners.values()].every(({ isNew }) => isNew)
  const ids = jobs.map(({ key }) => key)
  const { states } = isPlain
    ? { states: new Map<string, string>() }
    : await jobStates(executor, access.space, ids, call)
  const plan = planOf(jobs, owners, (key) => states.has(key))

  const isNew = await insertJobs(access, shapes, executor, [...plan.inserts.values()], call)
  const given = [...plan.given.values()].filter(({ job }) => isNew(plan.inserts.get(job)!))
  const isGiven = new Set(given.map(({ unique }) => unique))
  await keys.give(given.filter(({ unique, job }) => !isAlready(owners.get(unique)!, job)))
  await keys.drop([...owners].filter(([key, { isNew }]) => isNew && !isGiven.has(key)).map(([key]) => key))

  const replacements = [...plan.replacements].map(([key, job]) => replaceRow(access.space.bind(key), job))
  const replaced = await writeMany(executor, shapes.replace, replacements, call)
  return plan.results.map(({ key, outcome }) => {
    if (outcome === 'enqueued') return { key, outcome: isNew(plan.inserts.get(key)!) ? outcome : 'kept' }
    const isRefused =
      outcome === 'replaced' && plan.replacements.has(key) && !replaced.has(access.space.bind(key))
    return { key, outcome: isRefused ? 'kept' : outcome }
  })
}

/** As the shape `replace` takes it. */
const replaceRow = (bound: string, job: NewJobRow): readonly Bound[] => [
  bound,
  ...newJobCells(job),
  job.group,
]

/** The row of a key that nobody had is the first wish's. */
const isAlready = ({ isNew, job }: KeyOwner, wanted: string): boolean => isNew && job === wanted

/** The first wish for each key. */
const wishesOf = (jobs: readonly NewJobRow[]): ReadonlyMap<string, KeyWish> => {
  const wishes = new Map<string, KeyWish>()
  for (const { key: job, unique } of jobs)
    if (unique !== null && !wishes.has(unique.key))
      wishes.set(unique.key, { unique: unique.key, job, period: unique.period })
  return wishes
}

interface Plan {
  readonly inserts: Map<string, NewJobRow>
  /** By the key of the job that is there. */
  readonly replacements: Map<string, NewJobRow>
  /** By unique key. */
  readonly given: Map<string, KeyWish>
  readonly results: Enqueued[]
}

const planOf = (
  jobs: readonly NewJobRow[],
  owners: ReadonlyMap<string, KeyOwner>,
  exists: (key: string) => boolean,
): Plan => {
  const plan: Plan = { inserts: new Map(), replacements: new Map(), given: new Map(), results: [] }
  for (const job of jobs) plan.results.push(place(job, plan, owners, exists))
  return plan
}

const place = (
  job: NewJobRow,
  { inserts, replacements, given }: Plan,
  owners: ReadonlyMap<string, KeyOwner>,
  exists: (key: string) => boolean,
): Enqueued => {
  const { key, unique } = job
  if (exists(key) || inserts.has(key)) return { key, outcome: 'kept' }
  const insert = (): Enqueued => {
    inserts.set(key, job)
    return { key, outcome: 'enqueued' }
  }
  if (unique === null) return insert()
  const sibling = given.get(unique.key)
  const owner = owners.get(unique.key)!
  if (sibling === undefined && !owner.isTaken) {
    given.set(unique.key, { unique: unique.key, job: key, period: unique.period })
    return insert()
  }
  if (sibling !== undefined) {
    if (unique.onConflict === 'keep') return { key: sibling.job, outcome: 'kept' }
    const first = inserts.get(sibling.job)!
    inserts.set(sibling.job, { ...job, key: first.key, unique: first.unique })
    return { key: sibling.job, outcome: 'replaced' }
  }
  if (unique.onConflict === 'keep' || !owner.isWaiting) return { key: owner.job, outcome: 'kept' }
  replacements.set(owner.job, job)
  return { key: owner.job, outcome: 'replaced' }
}
