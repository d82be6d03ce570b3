import type { JobState } from '../../contracts/job.ts'
import type { Call } from '../../database/executor.ts'
import type { JobPage, JobRow } from '../../queue/queue-storage.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { asPage } from '../keyed/listing-of.ts'
import { StoreText } from '../keyed/store-text.ts'
import { jobExpressions, jobRow } from './job-columns.ts'
import { jobTable } from './tables.ts'

/** That a job is in a state at the time of the statement. */
const isIn = (state: JobState, now: string): string => {
  const isLater = `t.state = 'waiting' and t.leased_until > ${now}`
  switch (state) {
    case 'available':
      return `t.state = 'waiting' and (t.ready is not null or t.leased_until <= ${now})`
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
  { executor, space }: StoreAccess,
  { states, reverse, limit, after }: JobPage,
  call: Call,
): Promise<readonly JobRow[]> => {
  const text = new StoreText(executor, space, jobTable)
  const range = {
    low: after === undefined || reverse ? '' : `${after}\u0001`,
    high: after !== undefined && reverse ? after : undefined,
  }
  const within = text.within(range)
  const { key } = space
  const columns = jobExpressions(text.now)
  const filter =
    states === undefined ? 'true' : `(${states.map((state) => isIn(state, text.now)).join(' or ')})`
  const order = `order by t.${key}${reverse ? ' desc' : ''} limit ${text.bind(limit)}`
  const select = `select ${[`t.${key}`, ...columns].join(', ')} from ${text.table} t where ${within} and ${filter} ${order}`
  const statement = asPage(text, text.finish('FIND', select), range, { columns, filter, reverse })
  const { rows } = await executor.query(statement, 'read', call)
  return rows.map(([bound, ...cells]) => jobRow(space.unbind(String(bound)), cells))
}
