import type { Call, Executor } from '../../database/executor.ts'
import type { DriverCell } from '../../database/statement.ts'
import { compareBytes } from '../../door/key.ts'
import type { Claim, ClaimedRow } from '../../queue/queue-storage.ts'
import type { KeySpace } from '../keyed/key-space.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { StoreText } from '../keyed/store-text.ts'
import { claimedRow, hasTurn, isTaken, madeReady, noRow, returned, takenBy } from './claimed-row.ts'
import { dueAtOnce, foundJobs } from './claimable.ts'
import { isPaused } from './pause.ts'
import { jobTable } from './tables.ts'

/** How many statements a claim spends on jobs whose time has come, before it takes what it has found. */
const mostRounds = 10

type Rows = readonly (readonly DriverCell[])[]

/** Jobs without a group that were taken, and whether jobs with one can be claimed as far as that has room. */
export interface Taken {
  readonly rows: readonly ClaimedRow[]
  readonly doGroupsWait: boolean
}

/**
 * Takes jobs without a group in one statement. Jobs whose time has come are found by time and not by priority: those that it does not take it makes ready, and when
 * there were more of them than it looks at, it takes none and is sent again, so that the priority holds also among a backlog of them.
 */
export const claimPlain = async (
  { executor, space }: StoreAccess,
  claim: Claim,
  call: Call,
): Promise<Taken> => {
  const attempt = executor.dialect.keyColumns === 'folded' ? byWrittenKeys : atOnce
  for (let round = 1; ; round += 1) {
    const rows = await attempt(executor, space, claim, round === mostRounds, call)
    const taken = rows.filter(isTaken)
    if (taken.length > 0 || rows.length < dueAtOnce)
      return {
        rows: taken
          .map((row) => claimedRow(space.unbind(String(row[0])), row, claim.lease))
          .sort((left, right) => left.priority - right.priority || compareBytes(left.key, right.key)),
        doGroupsWait: rows.some(hasTurn),
      }
  }
}

type Attempt = (
  executor: Executor,
  space: KeySpace,
  claim: Claim,
  isLast: boolean,
  call: Call,
) => Promise<Rows>

const atOnce: Attempt = async (executor, space, claim, isLast, call) => {
  const into = new StoreText(executor, space, jobTable)
  const found = foundJobs(into, claim.limit, isLast)
  const taken = takenBy(into, claim)
  const { key } = space
  // Of all that is marked the first ones are taken. By the last of them, since a join takes a planner without statistics the square of their number.
  const isFirst = `t.group_key is null and (t.priority, t.${key}) <= (select rank, found_key from last)`
  const set = Object.entries({ ...unchanged, ...madeReady }).map(
    ([column, other]) => `${column} = case when ${isFirst} then ${taken[column]!} else ${other} end`,
  )
  const isMarked = executor.dialect.anyFrom(`t.${key}`, 'select found_key from marked')
  const update = executor.dialect.update({
    table: into.table,
    set: set.join(', '),
    where: into.belongs + isMarked,
    returning: returned(key),
  })
  if (executor.dialect.writesWithin) {
    const all = `${found}, changed as (${update}) select * from changed union all ${groupsWaiting(into, noRow)}`
    return (await executor.query(into.finish('CLAIM', all), 'write', call)).rows
  }
  const { rows } = await executor.query(into.finish('CLAIM', `${found} ${update}`), 'write', call)
  // In-thread this is a small part of what the claim takes.
  const look = new StoreText(executor, space, jobTable)
  const waiting = look.finish('CLAIM', groupsWaiting(look, noRow))
  return [...rows, ...(await executor.query(waiting, 'read', call)).rows]
}

/** One such row when jobs with a group can be claimed. */
const groupsWaiting = (text: StoreText, row: string): string =>
  `select ${row} where not ${isPaused(text)} and exists (select 1 from ${text.table} t where ${text.ofStore}t.turn is not null)`

/** For an engine that looks up by index only keys that are written out. It has one writer, so nothing happens in between. */
const byWrittenKeys: Attempt = (executor, space, claim, isLast, call) =>
  executor.transaction(async (inner) => {
    const look = new StoreText(inner, space, jobTable)
    const waiting = groupsWaiting(look, 'null, 2')
    const found = `${foundJobs(look, claim.limit, isLast)} select found_key, case when found_key in (select found_key from taken) then 1 else 0 end from marked union all ${waiting}`
    const { rows } = await inner.query(look.finish('CLAIM', found), 'read', call)
    const change = async (
      isFirst: number,
      columns: (text: StoreText) => Readonly<Record<string, string>>,
    ): Promise<Rows> => {
      const keys = rows.filter((row) => Number(row[1]) === isFirst).map(([key]) => String(key))
      if (keys.length === 0) return []
      const into = new StoreText(inner, space, jobTable)
      const where = into.isOneOf(keys)
      const set = Object.entries(columns(into)).map(([column, value]) => `${column} = ${value}`)
      const update = inner.dialect.update({
        table: into.table,
        set: set.join(', '),
        where,
        returning: returned(space.key),
      })
      return (await inner.query(into.finish('CLAIM', update), 'write', call)).rows
    }
    return [
      ...(await change(1, (text) => takenBy(text, claim))),
      ...(await change(0, () => madeReady)),
      ...rows.filter((row) => Number(row[1]) === 2).map(() => [null, null, 0]),
    ]
  })

const unchanged: Readonly<Record<string, string>> = {
  state: 't.state',
  holder: 't.holder',
  fence: 't.fence',
  attempt: 't.attempt',
  started_at: 't.started_at',
}
