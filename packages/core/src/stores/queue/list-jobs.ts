import type { JobState } from '../../contracts/job.ts'
import type { Call } from '../../database/executor.ts'
import type { DriverCell } from '../../database/statement.ts'
import type { KeyRange } from '../../door/key.ts'
import type { JobPage, JobRow } from '../../queue/queue-storage.ts'
import type { KeySpace } from '../keyed/key-space.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { asPage } from '../keyed/listing-of.ts'
import { StoreText } from '../keyed/store-text.ts'
import { isReady } from './groups/group-columns.ts'
import { jobExpressions, jobRow } from './job-columns.ts'
import { endedIndex, jobTable, liveIndexes } from './tables.ts'

/** That a job is in a state at the time of the statement. */
const isIn = (state: JobState, now: string): string => {
  const isLater = `t.state = 'waiting' and t.leased_until > ${now}`
  switch (state) {
    case 'available':
      return `t.state = 'waiting' and (${isReady} or t.leased_until <= ${now})`
    case 'scheduled':
      return `${isLater} and t.attempt = 0`
    case 'retryable':
      return `${isLater} and t.attempt > 0`
    case 'running':
    case 'completed':
      return `t.state = '${state}'`
    case 'cancelled':
    case 'dead':
      return `t.state = '${state}'`
  }
}

/** A page of jobs in the order of their keys. */
export const listJobs = async (
  access: StoreAccess,
  page: JobPage,
  call: Call,
): Promise<readonly JobRow[]> => {
  const { executor, space } = access
  const few = await listFew(access, page, call)
  if (few !== undefined) return few
  const text = new StoreText(executor, space, jobTable)
  const range = rangeOf(page)
  const { reverse, states } = page
  const within = text.within(range)
  const columns = jobExpressions(text.now)
  const filter = states === undefined ? 'true' : isInOne(text, states)
  const select = `select ${selected(text)} from ${text.table} t where ${within} and ${filter} ${orderOf(text, page)}`
  const statement = asPage(text, text.finish('FIND', select), range, { columns, filter, reverse })
  const { rows } = await executor.query(statement, 'read', call)
  return rows.map((row) => rowOf(space, row))
}

/** So many times a page are gathered by other indexes than the key. */
const mostPages = 10

/**
 * By the indexes of what has not ended, and of how it ended, so that a few such jobs are found behind many that are completed. Undefined where those are asked for
 * too, and where there are so many that a page of them is found sooner by going through all jobs in order.
 */
const listFew = async (
  { executor, space }: StoreAccess,
  page: JobPage,
  call: Call,
): Promise<readonly JobRow[] | undefined> => {
  const { states, limit } = page
  const { dialect } = executor
  // Where nothing else is looked up by index it goes through all jobs in any case.
  if (states === undefined || states.includes('completed') || dialect.keyColumns === 'folded')
    return undefined
  const text = new StoreText(executor, space, jobTable)
  const { key } = space
  const most = mostPages * limit
  const within = text.within(rangeOf(page))
  const by = (index: string, condition: string): string =>
    `select t.${key} as found_key from ${text.rowsBy(index)} where ${within} and ${condition}`
  const live = states.filter((state) => !hasEnded.has(state))
  const parts = [
    ...(live.length === 0
      ? []
      : Object.entries(liveIndexes).map(([index, column]) =>
          by(index, `${isInOne(text, live)} and t.${column} is not null`),
        )),
    ...states
      .filter((state) => hasEnded.has(state))
      // A bound, for a planner that does not know yet how few they are.
      .map((state) => by(endedIndex, `t.state = '${state}' and t.ended_at > ${beforeAll}`)),
  ]
  const found = `select * from (${parts.join(' union all ')}) as found limit ${text.bind(most + 1)}`
  const isFound = dialect.anyFrom(`t.${key}`, 'select found_key from few')
  const select = `with few as materialized (${found}) select (select count(*) from few), ${selected(text)} from ${text.table} t where ${text.belongs}${isFound} ${orderOf(text, page)}`
  const { rows } = await executor.query(text.finish('FIND', select), 'read', call)
  if (Number(rows[0]?.[0] ?? 0) > most) return undefined
  return rows.map(([, ...row]) => rowOf(space, row))
}

const hasEnded: ReadonlySet<JobState> = new Set(['dead', 'cancelled'])
const beforeAll = Number.MIN_SAFE_INTEGER

const rangeOf = ({ reverse, after }: JobPage): KeyRange => ({
  low: after === undefined || reverse ? '' : `${after}\u0001`,
  high: after !== undefined && reverse ? after : undefined,
})

const isInOne = (text: StoreText, states: readonly JobState[]): string =>
  `(${states.map((state) => isIn(state, text.now)).join(' or ')})`

const selected = (text: StoreText): string => [`t.${text.space.key}`, ...jobExpressions(text.now)].join(', ')

const orderOf = (text: StoreText, { reverse, limit }: JobPage): string =>
  `order by t.${text.space.key}${reverse ? ' desc' : ''} limit ${text.bind(limit)}`

const rowOf = (space: KeySpace, [bound, ...cells]: readonly DriverCell[]): JobRow =>
  jobRow(space.unbind(String(bound)), cells)
