import type { Milliseconds } from '../../contracts/environment.ts'
import type { Call, Executor } from '../../database/executor.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { pruneText } from '../keyed/prune.ts'
import { StoreText } from '../keyed/store-text.ts'
import { jobStates } from './job-states.ts'
import type { Shapes } from './shapes.ts'
import { jobTable, keyTable } from './tables.ts'
import { UniqueKeys } from './unique-keys.ts'

/**
 * Removes up to `limit` jobs in these states, those that ended first first, and resolves with how many. Their unique keys go after them, other than elsewhere:
 * whoever holds one is not waited for, so that nobody waits in a circle, and finds the job gone.
 */
const pruneEnded = async (
  executor: Executor,
  { space }: StoreAccess,
  shapes: Shapes,
  states: readonly string[],
  age: Milliseconds,
  limit: number,
  call: Call,
): Promise<number> => {
  if (limit <= 0) return 0
  const text = new StoreText(executor, space, jobTable)
  const list = states.map((state) => `'${state}'`).join(', ')
  const isOld = `t.state in (${list}) and t.ended_at <= ${text.now} - ${text.bind(age)}`
  const order = ` order by t.ended_at, t.${space.key}`
  const remove = pruneText(text, isOld + order, limit, `${space.key}, unique_key`)
  const { rows } = await executor.query(remove, 'write', call)
  const withKeys = rows.flatMap(([job, unique]) =>
    unique === null ? [] : [{ job: space.unbind(String(job)), unique: String(unique) }],
  )
  const keys = new UniqueKeys(executor, space, shapes, call)
  const locked = await keys.lock(
    withKeys.map(({ unique }) => unique),
    true,
  )
  await keys.free(withKeys.filter(({ unique }) => locked.has(unique)))
  return rows.length
}

/** Forgets the periods that are over, and the keys whose jobs are gone by then. */
const pruneKeys = async (
  executor: Executor,
  { space }: StoreAccess,
  limit: number,
  call: Call,
): Promise<void> => {
  const over = new StoreText(executor, space, keyTable)
  const store = over.ofStore
  const lock = executor.dialect.locks === 'rows' ? ' for update skip locked' : ''
  const where = `${store}t.until <= ${over.now} limit ${over.bind(limit)}`
  const select = `select t.${space.key}, t.job from ${over.table} t where ${where}${lock}`
  const { rows } = await executor.query(over.finish('PRUNE', select), 'read', call)
  if (rows.length === 0) return
  const jobs = rows.map(([, job]) => space.unbind(String(job)))
  const { states } = await jobStates(executor, space, jobs, call)
  const isGone = (job: unknown): boolean => !states.has(space.unbind(String(job)))
  type What = (table: string, where: string) => string
  const change = async (what: What, keys: readonly string[]): Promise<void> => {
    if (keys.length === 0) return
    const text = new StoreText(executor, space, keyTable)
    await executor.query(text.finish('PRUNE', what(text.table, text.isOneOf(keys))), 'write', call)
  }
  const keysOf = (gone: boolean): readonly string[] =>
    rows.filter(([, job]) => isGone(job) === gone).map(([key]) => key as string)
  await change((table, where) => `delete from ${table} as t where ${where}`, keysOf(true))
  await change(
    (table, where) => executor.dialect.update({ table, set: 'until = null', where, returning: space.key }),
    keysOf(false),
  )
}

/** Removes up to `limit` jobs that ended so long ago; those that another transaction holds are left to it. */
export const pruneJobs = async (
  access: StoreAccess,
  shapes: Shapes,
  ages: { readonly completed: Milliseconds; readonly ended: Milliseconds },
  limit: number,
  call: Call,
): Promise<number> => {
  const { executor } = access
  const body = async (inner: Executor): Promise<number> => {
    const done = await pruneEnded(inner, access, shapes, ['completed'], ages.completed, limit, call)
    const rest = limit - done
    const more = await pruneEnded(inner, access, shapes, ['cancelled', 'dead'], ages.ended, rest, call)
    await pruneKeys(inner, access, limit, call)
    return done + more
  }
  return executor.transaction(body, executor.isTransaction ? undefined : { isolation: 'read-committed' })
}
