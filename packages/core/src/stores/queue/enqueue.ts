import type { Call, Executor } from '../../database/executor.ts'
import type { Bound } from '../../database/statement.ts'
import type { Enqueued, NewJobRow } from '../../queue/queue-storage.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { insertNew, isOneInsert } from '../keyed/insert-new.ts'
import { writeMany, writesPerStatement } from '../keyed/write-many.ts'
import type { Shapes } from './shapes.ts'

/** Inserts jobs that have no unique key. One travels with other callers' writes. */
export const enqueuePlain = async (
  access: StoreAccess,
  shapes: Shapes,
  jobs: readonly NewJobRow[],
  call: Call,
): Promise<readonly Enqueued[]> => {
  const { executor } = access
  if (jobs.every(({ isFresh }) => isFresh)) return enqueueFresh(access, shapes, jobs, call)
  if (jobs.length === 1) {
    const row = insertRow(access, jobs[0]!)
    const isNew = await executor.write(
      { shape: shapes.insert, key: row[0] as string, row, answer: (found) => found !== undefined },
      call,
    )
    return [{ key: jobs[0]!.key, outcome: isNew ? 'enqueued' : 'kept' }]
  }
  const insert = async (inner: Executor): Promise<readonly Enqueued[]> => {
    const isNew = await insertJobs(access, shapes, inner, jobs, call)
    return jobs.map((job) => ({ key: job.key, outcome: isNew(job) ? 'enqueued' : 'kept' }))
  }
  const isOneStatement = executor.dialect.batch.form === 'arrays' && jobs.length <= writesPerStatement
  if (executor.isTransaction || isOneStatement) return insert(executor)
  return executor.transaction(insert, { isolation: 'read-committed', ...stopped(call) })
}

/** Inserts jobs of which none can be there: nothing has to come back. */
const enqueueFresh = async (
  access: StoreAccess,
  shapes: Shapes,
  jobs: readonly NewJobRow[],
  call: Call,
): Promise<readonly Enqueued[]> => {
  const { executor, space } = access
  const isPlain = jobs.every(isBare)
  const isGrouped = jobs.some(({ group }) => group !== null)
  const fresh = isGrouped ? shapes.insertGrouped : shapes.insertFresh
  const shape = isPlain ? shapes.insertPlain : fresh
  const rows = jobs.map((job): readonly Bound[] =>
    isPlain
      ? [space.bind(job.key), job.payload, job.maxAttempts]
      : [space.bind(job.key), ...newJobCells(job), ...(isGrouped ? [job.group] : [])],
  )
  if (rows.length === 1) {
    const row = rows[0]!
    await executor.write({ shape, key: row[0] as string, row, answer: () => undefined }, call)
  } else if (executor.isTransaction || isOneInsert(executor, rows.length))
    await insertNew(executor, shape, rows, call)
  else
    await executor.transaction((inner) => insertNew(inner, shape, rows, call), {
      isolation: 'read-committed',
      ...stopped(call),
    })
  return jobs.map(({ key }) => ({ key, outcome: 'enqueued' }))
}

/** Of which nothing was said but what is to be done, and how often it is tried. */
const isBare = ({ meta, priority, delay, runAt, deadline, group }: NewJobRow): boolean =>
  meta === null && priority === 0 && delay === null && runAt === null && deadline === null && group === null

/** Whether each of the jobs was new: of two with one key the first, unless there was one. */
export const insertJobs = async (
  access: StoreAccess,
  shapes: Shapes,
  executor: Executor,
  jobs: readonly NewJobRow[],
  call: Call,
): Promise<(job: NewJobRow) => boolean> => {
  const byKey = new Map<string, NewJobRow>()
  for (const job of jobs) if (!byKey.has(job.key)) byKey.set(job.key, job)
  const rows = [...byKey.values()].map((job) => insertRow(access, job))
  const inserted = await writeMany(executor, shapes.insert, rows, call)
  return (job) => byKey.get(job.key) === job && inserted.has(access.space.bind(job.key))
}

/** As the shape `insert` takes it. */
const insertRow = (access: StoreAccess, job: NewJobRow): readonly Bound[] => [
  access.space.bind(job.key),
  ...newJobCells(job),
  job.group,
  job.unique === null ? null : job.unique.key,
]

/** What a job is made of, as the shapes `insert` and `replace` take it behind the key. */
export const newJobCells = (job: NewJobRow): readonly Bound[] => [
  job.payload,
  job.meta,
  job.priority,
  job.delay,
  job.runAt,
  job.maxAttempts,
  job.deadline,
]

export const stopped = ({ signal }: Call): { readonly signal?: AbortSignal } =>
  signal === undefined ? {} : { signal }
