import type { Call, Executor } from '../../database/executor.ts'
import type { KeyRange } from '../../door/key.ts'
import type { KeySpace } from './key-space.ts'
import { StoreText } from './store-text.ts'

/** Rows of a range of keys of one store: all, or those for which a condition over `t` holds. */
export interface RangeOfRows {
  readonly space: KeySpace
  readonly table: string
  readonly range: KeyRange
  readonly condition?: (text: StoreText) => string
}

/** Deletes them in one statement, locked in key order where several writers exist; the number of rows. */
export const removeRange = async (
  executor: Executor,
  { space, table, range, condition }: RangeOfRows,
  call: Call,
): Promise<number> => {
  const text = new StoreText(executor, space, table)
  const within = text.within(range)
  const where = condition === undefined ? within : `${within} and ${condition(text)}`
  const remove = `delete from ${text.table} as t where ${where}`
  // The condition again in place of a join: without statistics a planner joins by nested loops, a minute for 10 000 rows.
  const order = `order by t.${space.key} for update`
  const locked = `with locked as materialized (select 1 from ${text.table} t where ${where} ${order})`
  const statement =
    executor.dialect.locks === 'none' ? remove : `${locked} ${remove} and (select count(*) from locked) >= 0`
  return (await executor.query(text.finish('DELETE', statement), 'write', call)).affected
}
