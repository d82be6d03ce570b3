import type { Call, Executor } from '../../database/executor.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { StoreText } from '../keyed/store-text.ts'
import type { JobAndKey } from './job-and-key.ts'
import { anew, canBeRetried, type Shapes } from './shapes.ts'
import { jobTable } from './tables.ts'
import { UniqueKeys, type KeyOwner, type KeyWish } from './unique-keys.ts'

/** Lets jobs be claimed now, with all their attempts; the keys of those that can. Of several with one unique key the first. */
export const reviveJobs = async (
  { space }: StoreAccess,
  shapes: Shapes,
  executor: Executor,
  jobs: readonly JobAndKey[],
  call: Call,
): Promise<readonly string[]> => {
  const keys = new UniqueKeys(executor, space, shapes, call)
  const wishes = new Map<string, KeyWish>()
  for (const { key: job, unique } of jobs)
    if (unique !== null && !wishes.has(unique)) wishes.set(unique, { unique, job, period: null })
  const owners = await keys.take([...wishes.values()])
  const free = [...wishes.values()].filter(({ unique, job }) => {
    const { job: owner, isTaken } = owners.get(unique)!
    return owner === job || !isTaken
  })
  await keys.give(free.filter(({ unique, job }) => owners.get(unique)!.job !== job))
  const isFree = new Set(free.map(({ job }) => job))
  const chosen = jobs.filter(({ key, unique }) => unique === null || isFree.has(key))
  if (chosen.length === 0) return []
  const text = new StoreText(executor, space, jobTable)
  const where = `${text.isOneOf(chosen.map(({ key }) => space.bind(key)))} and ${canBeRetried}`
  const assignments = Object.entries(anew(text.now)).map(([column, value]) => `${column} = ${value}`)
  const { key } = space
  const isRows = executor.dialect.locks === 'rows'
  const lock = `with locked as materialized (select t.${key} as found_key from ${text.table} t where ${where} order by t.${key} for update) `
  const update = executor.dialect.update({
    with: isRows ? lock : '',
    table: text.table,
    set: assignments.join(', '),
    where: isRows ? `${text.belongs}t.${key} in (select found_key from locked)` : where,
    returning: key,
  })
  const { rows } = await executor.query(text.finish('REVIVE', update), 'write', call)
  const revived = rows.map(([bound]) => space.unbind(String(bound)))
  const isRevived = new Set(revived)
  // A key that was the job's before is left alone: somebody may just have begun the job.
  const isLost = ({ unique, job }: KeyWish): boolean =>
    !isRevived.has(job) && !isOwn(owners.get(unique)!, job)
  await keys.free(free.filter(isLost))
  return revived
}

/** It had the key before. */
const isOwn = ({ isNew, job }: KeyOwner, wanted: string): boolean => !isNew && job === wanted
