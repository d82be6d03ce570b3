import type { Executor } from '../../database/executor.ts'
import type { Statement } from '../../database/statement.ts'
import type { KeySpace } from './key-space.ts'
import { StoreText } from './store-text.ts'

/** The rows of a store that are to go: a condition over `t`, which must find them by an index where the store has one. */
export interface Doomed {
  readonly space: KeySpace
  readonly table: string
  /** As `t.expires_at <= ${text.now}`. It must stay true, or be looked at again, while a row is not locked. */
  readonly condition: (text: StoreText) => string
}

/**
 * Removes up to `limit` rows and resolves with how many; rows that another transaction holds are left to it. Where several writers exist it locks
 * first and looks at each row again before it goes, so that one that was kept alive meanwhile stays.
 */
export const prune = async (
  executor: Executor,
  { space, table, condition }: Doomed,
  limit: number,
  action: string,
): Promise<number> => {
  const text = new StoreText(executor, space, table)
  const remove = pruneText(text, condition(text), limit)
  return (await executor.query(remove, 'write', { action })).affected
}

/** The statement for it, behind whose condition an order may stand; with `returning`, expressions over the rows that are gone. */
export const pruneText = (
  text: StoreText,
  condition: string,
  limit: number,
  returning?: string,
): Statement => {
  const { executor, space, table } = text
  const { locks, rowPlace, anyFrom } = executor.dialect
  // By what was locked itself, once: a planner that knows nothing of the table would join it by nested loops, and compare each row with each key.
  const place = rowPlace ?? space.key
  const lock = locks === 'rows' ? ' for update skip locked' : ''
  const select = `select t.${place} as place from ${table} t where ${text.ofStore}${condition} limit ${text.bind(limit)}${lock}`
  const isDoomed = anyFrom(`t.${place}`, 'select place from doomed')
  const where = rowPlace === undefined ? text.belongs + isDoomed : isDoomed
  const back = returning === undefined ? '' : ` returning ${returning}`
  const remove = `delete from ${table} as t where ${where}${back}`
  return text.finish('PRUNE', `with doomed as materialized (${select}) ${remove}`)
}
