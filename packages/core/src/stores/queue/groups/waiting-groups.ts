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
  // Where nothing is looked up by index, each step would read the whole table.
  const select = (space.constants.length > 0 ? byIndex : byReading)(text, text.bind(after), text.bind(count))
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

/** Rows of 1 where the group is behind `from` and else 2, the group, its limits ('' where its row has none) and how many of its jobs run. Up to `most` of each. */
type Select = (text: StoreText, from: string, most: string) => string

/** Goes from group to group by the index, without the jobs in between. */
const byIndex: Select = (text, from, most) => {
  const { table, belongs, space, executor } = text
  const next = (than: string): string =>
    `(select t.group_key from ${table} t where ${belongs}t.turn is not null and t.group_key > ${than} order by t.group_key limit 1)`
  const step = (name: string, start: string, goesOn: string): string =>
    `${name} as (select 1 as n, ${next(start)} as found union all select n + 1, ${next(`${name}.found`)} from ${name} where n < ${most} and ${goesOn})`
  // A planner that does not know yet how many groups there are would read them all for a join.
  const limits = `(select coalesce(g.limits, '') from ${executor.dialect.table(groupTable)} g where ${belongs.replaceAll('t.', 'g.')}g.${space.key} = found)`
  // What runs is a hint, so that nobody waits for a group that is full: who holds the group counts again.
  const running = `(select count(*) from ${table} t where ${belongs}t.slot is not null and t.slot = found)`
  const steps = `${step('above', from, 'found is not null')}, ${step('below', "''", `found <= ${from}`)}`
  return `with recursive ${steps} select 1, found, ${limits}, ${running} from above where found is not null union all select 2, found, ${limits}, ${running} from below where found <= ${from}`
}

/** Reads the table once. A look at limits and at what runs would cost more there than it saves. */
const byReading: Select = (text, from, most) => {
  const groups = `select distinct t.group_key as found from ${text.table} t where ${text.ofStore}t.turn is not null`
  const part = (number: 1 | 2, is: string): string =>
    `select * from (select ${number}, found, null, 0 from waiting where found ${is} ${from} order by found limit ${most}) as part_${number}`
  return `with waiting as materialized (${groups}) ${part(1, '>')} union all ${part(2, '<=')}`
}
