import type { Call } from '../../../database/executor.ts'
import { allGroups } from '../../../queue/group-of.ts'
import type { GroupRow } from '../../../queue/queue-storage.ts'
import type { StoreAccess } from '../../keyed/store-access.ts'
import { StoreText } from '../../keyed/store-text.ts'
import { text as textOf } from '../job-columns.ts'
import { groupTable, jobTable } from '../tables.ts'

/** Groups behind `after`, in order, with what can begin and what runs, and those that have limits of their own. */
export const listGroups = async (
  { executor, space }: StoreAccess,
  after: string,
  limit: number,
  call: Call,
): Promise<readonly GroupRow[]> => {
  const text = new StoreText(executor, space, jobTable)
  const [from, most, now] = [text.bind(after), text.bind(limit), text.now]
  const store = text.ofStore
  const own = executor.dialect.table(groupTable)
  const isFolded = space.constants.length === 0
  // Behind the fold, where the key is folded.
  const name = isFolded ? `substr(t.id, ${space.bind('').length + 1})` : `t.${space.key}`
  const jobs = (column: string, found: string, condition: string): string =>
    `select ${column} as found, ${found}, null as own from ${text.table} t where ${store}${condition}`
  const parts = [
    jobs('t.group_key', '1 as available, 0 as running', `t.turn is not null and t.group_key > ${from}`),
    jobs('t.group_key', '1, 0', `t.group_key > ${from} and t.state = 'waiting' and t.leased_until <= ${now}`),
    jobs(
      't.slot',
      `case when t.leased_until > ${now} then 0 else 1 end, case when t.leased_until > ${now} then 1 else 0 end`,
      `t.slot > ${from} and t.slot < '${allGroups.high}'`,
    ),
    `select ${name}, 0, 0, t.limits from ${own} t where ${store}t.limits is not null and ${name} > ${from}`,
  ]
  const select = `select found, sum(available), sum(running), max(own) from (${parts.join(' union all ')}) as parts group by found order by found limit ${most}`
  const { rows } = await executor.query(text.finish('GROUPS', select), 'read', call)
  return rows.map(([group, available, running, limits]) => ({
    group: String(group),
    available: Number(available),
    running: Number(running),
    limits: textOf(limits),
  }))
}
