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
import { jobTable, liveIndexes } from './tables.ts'

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
      // They are few among those that have ended: by their index.
      return `t.state = '${state}' and t.ended_at is not null`
  }
}

/** A page of jobs in the order of their keys. */
export const listJobs = async (
  access: StoreAccess,
  page: JobPage,
  call: Call,
): Promise<readonly JobRow[]> => {
  const { executor, space } = access
  const live = await listLive(access, page, call)
  if (live !== undefined) return live
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

/** So many times a page are gathered by the indexes of what has not ended. */
const mostPages = 10

/**
 * By the indexes of what has not ended, so that a few such jobs are found behind many that have. Undefined where others are asked for too, and where there are so
 * many that a page of them is found sooner by going through all jobs in order.
 */
const listLive = async (
  { executor, space }: StoreAccess,
  page: JobPage,
  call: Call,
): Promise<readonly JobRow[] | undefined> => {
  const { states, limit } = page
  const { dialect } = executor
  const isLive = states?.every((state) => liveStates.has(state)) === true
  // Where nothing else is looked up by index it goes through all jobs in any case.
  if (!isLive || dialect.keyColumns === 'folded') return undefined
  const text = new StoreText(executor, space, jobTable)
  const { key } = space
  const most = mostPages * limit
  const where = `${text.within(rangeOf(page))} and ${isInOne(text, states)}`
  const by = (index: string, column: string): string =>
    `select t.${key} as found_key from ${text.rowsBy(index)} where ${where} and t.${column} is not null`
  const parts = Object.entries(liveIndexes).map(([index, column]) => by(index, column))
  const found = `select * from (${parts.join(' union all ')}) as found limit ${text.bind(most + 1)}`
  const isFound = dialect.anyFrom(`t.${key}`, 'select found_key from live')
  const select = `with live as materialized (${found}) select (select count(*) from live), ${selected(text)} from ${text.table} t where ${text.belongs}${isFound} ${orderOf(text, page)}`
  const { rows } = await executor.query(text.finish('FIND', select), 'read', call)
  if (Number(rows[0]?.[0] ?? 0) > most) return undefined
  return rows.map(([, ...row]) => rowOf(space, row))
}

const liveStates: ReadonlySet<JobState> = new Set(['available', 'scheduled', 'retryable', 'running'])

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
