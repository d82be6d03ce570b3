import type { Executor } from '../../database/executor.ts'
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
  doomed: Doomed,
  limit: number,
  action: string,
): Promise<number> => {
  if (executor.dialect.locks === 'none')
    return (await executor.query(atOnce(executor, doomed, limit), 'write', { action })).affected
  // In two steps, each by the index: as one statement the planner joins by nested loops where it has no statistics, and
  // runs a subquery with a limit and locks again for each row, which deletes more than it says.
  return executor.transaction(
    async (inner) => {
      const { rows } = await inner.query(locked(inner, doomed, limit), 'read', { action })
      if (rows.length === 0) return 0
      const keys = rows.map(([key]) => key as string)
      return (await inner.query(again(inner, doomed, keys), 'write', { action })).affected
    },
    executor.isTransaction ? undefined : { isolation: 'read-committed' },
  )
}

const textOf = (executor: Executor, { space, table }: Doomed): StoreText =>
  new StoreText(executor, space, table)

const chosen = (text: StoreText, { condition }: Doomed): string => text.ofStore + condition(text)

const atOnce = (executor: Executor, doomed: Doomed, limit: number) => {
  const text = textOf(executor, doomed)
  const { key } = doomed.space
  const select = `select t.${key} from ${text.table} t where ${chosen(text, doomed)} limit ${text.bind(limit)}`
  const remove = `delete from ${text.table} as t where ${text.belongs}t.${key} in (select ${key} from doomed)`
  return text.finish('PRUNE', `with doomed as materialized (${select}) ${remove}`)
}

const locked = (executor: Executor, doomed: Doomed, limit: number) => {
  const text = textOf(executor, doomed)
  const select = `select t.${doomed.space.key} from ${text.table} t where ${chosen(text, doomed)}`
  return text.finish('PRUNE', `${select} limit ${text.bind(limit)} for update skip locked`)
}

const again = (executor: Executor, doomed: Doomed, keys: readonly string[]) => {
  const text = textOf(executor, doomed)
  const where = `${text.isOneOf(keys)} and ${doomed.condition(text)}`
  return text.finish('PRUNE', `delete from ${text.table} as t where ${where}`)
}
