import type { Call, Executor } from '../../database/executor.ts'
import type { KeySpace } from '../keyed/key-space.ts'
import { StoreText } from '../keyed/store-text.ts'
import type { JobAndKey } from './job-and-key.ts'
import type { Shapes } from './shapes.ts'
import { jobTable } from './tables.ts'
import { UniqueKeys } from './unique-keys.ts'

/**
 * Removes those of these jobs for which the condition over `t` holds, with their unique keys, in a transaction; the keys of those that are gone.
 */
export const removeJobs = async (
  executor: Executor,
  space: KeySpace,
  shapes: Shapes,
  jobs: readonly JobAndKey[],
  condition: (text: StoreText) => string,
  call: Call,
): Promise<readonly string[]> => {
  if (jobs.length === 0) return []
  const keys = new UniqueKeys(executor, space, shapes, call)
  const withKeys = jobs.flatMap(({ key, unique }) => (unique === null ? [] : [{ job: key, unique }]))
  await keys.lock(withKeys.map(({ unique }) => unique))
  const text = new StoreText(executor, space, jobTable)
  const where = `${text.isOneOf(jobs.map(({ key }) => space.bind(key)))} and ${condition(text)}`
  const { key } = space
  const lock = `with locked as materialized (select t.${key} as found_key from ${text.table} t where ${where} order by t.${key} for update) `
  const remove =
    executor.dialect.locks === 'none'
      ? `delete from ${text.table} as t where ${where}`
      : `${lock}delete from ${text.table} as t where ${text.belongs}t.${key} in (select found_key from locked)`
  const statement = text.finish('REMOVE', `${remove} returning ${key}`)
  const { rows } = await executor.query(statement, 'write', call)
  const gone = new Set(rows.map(([bound]) => space.unbind(String(bound))))
  await keys.free(withKeys.filter(({ job }) => gone.has(job)))
  return [...gone]
}
