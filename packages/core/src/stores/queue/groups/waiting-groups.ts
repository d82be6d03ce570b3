import type { Call } from '../../../database/executor.ts'
import { compareBytes } from '../../../door/key.ts'
import type { StoreAccess } from '../../keyed/store-access.ts'
import { StoreText } from '../../keyed/store-text.ts'
import { text as textOf } from '../job-columns.ts'
import { groupTable, jobTable } from '../tables.ts'

/** A group in which jobs can be claimed as far as it has room. */
export interface WaitingGroup {
  readonly group: string
  /** Whether it has a row that can be locked. */
  readonly hasRow: boolean
  /** Its own limits as JSON. */
  readonly own: string | null
  /** How many of its jobs ran when it was looked at; 0 where that was not counted. */
  readonly running: number
}

/** Some groups of a round, in order, and whether they are all that there are. */
export interface WaitingGroups {
  readonly groups: readonly WaitingGroup[]
  readonly areAll: boolean
}

/** The next up to `count` groups behind `after`, in order; behind the last comes the first. */
export const waitingGroups = async (
  { executor, space }: StoreAccess,
  after: string,
  count: number,
  call: Call,
): Promise<WaitingGroups> => {
  const text = new StoreText(executor, space, jobTable)
  const isIndexed = space.constants.length > 0
  // Where nothing is looked up by index, each step would read the whole table.
  const [above, below] = isIndexed ? byIndex(text) : byReading(text)
  const from = text.bind(after)
  const most = text.bind(count)
  // What runs is a hint, so that nobody waits for a group that is full: who holds the group counts again. Without an index it would cost more than it saves.
  const groups = executor.dialect.table(groupTable)
  // A planner that does not know yet how many groups there are would read them all for a join. Without limits the row says so with an empty text.
  const own = isIndexed
    ? `(select coalesce(g.limits, '') from ${groups} g where ${text.belongs.replaceAll('t.', 'g.')}g.${space.key} = found)`
    : 'null'
  const running = isIndexed
    ? `(select count(*) from ${text.table} t where ${text.belongs}t.slot is not null and t.slot = found)`
    : '0'
  const recursive = isIndexed ? 'recursive ' : ''
  const parts = `above as (${above(from, most)}), below as (${below(from, most)})`
  const select = `with ${recursive}${parts} select 1, found, ${own}, ${running} from above where found is not null union all select 2, found, ${own}, ${running} from below where found <= ${from}`
  const { rows } = await executor.query(text.finish('GROUPS', select), 'read', call)
  const part = (number: number): readonly WaitingGroup[] =>
    rows
      .filter(([of]) => Number(of) === number)
      .map(([, group, limits, runs]) => ({
        group: String(group),
        own: textOf(limits) || null,
        hasRow: textOf(limits) !== null,
        running: Number(runs),
      }))
      .toSorted((left, right) => compareBytes(left.group, right.group))
  const [first, second] = [part(1), part(2)]
  return {
    groups: [...first, ...second].slice(0, count),
    areAll: first.length < count && second.length < count && first.length + second.length <= count,
  }
}

type Part = (from: string, most: string) => string

/** Goes from group to group by the index, without the jobs in between. */
const byIndex = (text: StoreText): readonly [Part, Part] => {
  const next = (than: string): string =>
    `(select t.group_key from ${text.table} t where ${text.belongs}t.turn is not null and t.group_key > ${than} order by t.group_key limit 1)`
  const step = (name: string, start: string, goesOn: string, most: string): string =>
    `select 1 as n, ${next(start)} as found union all select n + 1, ${next(`${name}.found`)} from ${name} where n < ${most} and ${goesOn}`
  return [
    (from, most) => step('above', from, 'found is not null', most),
    (from, most) => step('below', "''", `found <= ${from}`, most),
  ]
}

const byReading = (text: StoreText): readonly [Part, Part] => {
  const groups = (condition: string, most: string): string =>
    `select distinct t.group_key as found from ${text.table} t where ${text.ofStore}t.turn is not null and ${condition} order by found limit ${most}`
  return [
    (from, most) => groups(`t.group_key > ${from}`, most),
    (from, most) => groups(`t.group_key <= ${from}`, most),
  ]
}
