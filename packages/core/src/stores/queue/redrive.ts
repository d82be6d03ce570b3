import type { Call, Executor } from '../../database/executor.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { StoreText } from '../keyed/store-text.ts'
import type { JobAndKey } from './job-and-key.ts'
import { text as textOf, whole } from './job-columns.ts'
import { reviveJobs } from './revive-jobs.ts'
import type { Shapes } from './shapes.ts'
import { jobTable } from './tables.ts'

/** Retries dead jobs, those that died first first, in a transaction; how many. One whose unique key is taken stays as it is. */
export const redriveJobs = async (
  access: StoreAccess,
  shapes: Shapes,
  executor: Executor,
  limit: number,
  call: Call,
): Promise<number> => {
  let [done, after]: [number, Died | undefined] = [0, undefined]
  for (;;) {
    const page = await deadJobs(access, executor, limit - done, after, call)
    if (page.length === 0) return done
    done += (await reviveJobs(access, shapes, executor, page, call)).length
    if (done >= limit) return done
    after = page.at(-1)
  }
}

interface Died extends JobAndKey {
  readonly endedAt: number
}

const deadJobs = async (
  { space }: StoreAccess,
  executor: Executor,
  limit: number,
  after: Died | undefined,
  call: Call,
): Promise<readonly Died[]> => {
  const text = new StoreText(executor, space, jobTable)
  const store = text.ofStore
  const conditions = [`${store}t.state = 'dead' and t.ended_at is not null`]
  if (after !== undefined) {
    const endedAt = text.bind(after.endedAt)
    const key = text.bind(space.bind(after.key))
    conditions.push(`(t.ended_at > ${endedAt} or (t.ended_at = ${endedAt} and t.${space.key} > ${key}))`)
  }
  const order = `order by t.ended_at, t.${space.key} limit ${text.bind(limit)}`
  const select = `select t.${space.key}, t.unique_key, t.ended_at from ${text.table} t where ${conditions.join(' and ')} ${order}`
  const { rows } = await executor.query(text.finish('REDRIVE', select), 'read', call)
  return rows.map(([key, unique, endedAt]) => ({
    key: space.unbind(String(key)),
    unique: textOf(unique),
    endedAt: whole(endedAt)!,
  }))
}
