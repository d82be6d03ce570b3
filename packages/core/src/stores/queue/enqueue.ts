import type { Call, Executor } from '../../database/executor.ts'
import type { Bound } from '../../database/statement.ts'
import type { Enqueued, NewJobRow } from '../../queue/queue-storage.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
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
