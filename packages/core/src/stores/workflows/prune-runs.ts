import type { Call, Executor } from '../../database/executor.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { StoreText } from '../keyed/store-text.ts'
import { runTable, signalIndex, signalTable, stepIndex, stepTable } from './tables.ts'

/** Removes up to `limit` ended runs, with what belongs to them; those that another transaction holds are left to it. */
export const pruneRuns = (
  { executor, space }: StoreAccess,
  age: number,
  keep: number,
  limit: number,
  call: Call,
): Promise<number> => {
  const body = async (inner: Executor): Promise<number> => {
    const { dialect } = inner
    const doomed = new StoreText(inner, space, runTable)
    const store = doomed.ofStore
    const conditions = [`${store}t.completed_at <= ${doomed.now} - ${doomed.bind(age)}`]
    if (keep > 0) {
      const ended = `${store}t.completed_at is not null`
      const last = `select t.${space.key} from ${doomed.table} t where ${ended} order by t.completed_at desc, t.${space.key} desc limit ${doomed.bind(keep)}`
      conditions.push(`t.${space.key} not in (${last})`)
    }
    const lock = dialect.locks === 'rows' ? ' for update skip locked' : ''
    const select = `select t.${space.key} from ${doomed.table} t where ${conditions.join(' and ')} order by t.completed_at limit ${doomed.bind(limit)}${lock}`
    const { rows } = await inner.query(doomed.finish('PRUNE', select), 'read', call)
    if (rows.length === 0) return 0
    const keys = rows.map(([key]) => key as string)
    const owned = [
      [signalTable, signalIndex],
      [stepTable, stepIndex],
    ] as const
    for (const [table, index] of owned) {
      const members = new StoreText(inner, space, table)
      const isTheirs = dialect.anyOf('t.run', members.bind(keys))
      const remove = `delete from ${members.rowsBy(index)} where ${members.ofStore}${isTheirs}`
      await inner.query(members.finish('PRUNE', remove), 'write', call)
    }
    const runs = new StoreText(inner, space, runTable)
    const remove = `delete from ${runs.table} as t where ${runs.isOneOf(keys)}`
    await inner.query(runs.finish('PRUNE', remove), 'write', call)
    return rows.length
  }
  return executor.transaction(body, executor.isTransaction ? undefined : { isolation: 'read-committed' })
}
