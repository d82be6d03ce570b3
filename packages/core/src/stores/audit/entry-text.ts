import type { AuditQuery } from '../../door/audit-query.ts'
import type { Statement } from '../../database/statement.ts'
import { firstNumber } from '../../audit/position.ts'
import { wholeRange } from '../../door/key.ts'
import { asPage } from '../keyed/listing-of.ts'
import type { StoreText } from '../keyed/store-text.ts'
import { fieldColumns, rowColumns } from './entry-columns.ts'
import { requestIndex, trailTable } from './table.ts'

const selected = (text: StoreText): string =>
  [text.space.key, ...rowColumns].map((column) => `t.${column}`).join(', ')

/** A page of `find`, and one entry more. */
export const pageText = (text: StoreText, query: AuditQuery): Statement => {
  const { equals, from, to, limit, direction, position } = query
  const { key } = text.space
  const where = equals.map(([field, value]) => `t.${fieldColumns[field]} = ${text.bind(value)}`)
  if (from !== undefined) where.push(`t.logged_at >= ${text.bind(from)}`)
  if (to !== undefined) where.push(`t.logged_at < ${text.bind(to)}`)
  const [isBehind, order] = direction === 'forward' ? (['<', ' desc'] as const) : (['>', ''] as const)
  if (position !== undefined) {
    const [at, place] = position as readonly [Date, string]
    const time = text.bind(at.getTime())
    // The first condition is what an index can begin with.
    where.push(
      `t.logged_at ${isBehind}= ${time} and (t.logged_at ${isBehind} ${time} or t.${key} ${isBehind} ${text.bind(text.space.bind(place))})`,
    )
  }
  const conditions = [ofTrail(text), ...where].join(' and ')
  // A planner that knows no counts reads the times, for they come in order: every entry of the trail.
  const isOfRequest = equals.some(([field]) => field === 'requestId')
  const ordered = `order by t.logged_at${order}, t.${key}${order} limit ${text.bind(limit + 1)}`
  return text.finish(
    'FIND',
    `select ${selected(text)} from ${text.rowsBy(isOfRequest ? requestIndex : undefined)} where ${conditions} ${ordered}`,
  )
}

/** Where the key is split, a range of keys would tempt planners away from the other indexes. */
const ofTrail = (text: StoreText): string =>
  text.space.constants.length === 0 ? text.within(wholeRange) : `${text.belongs}true`

/** Entries in their order behind a position, whether each is settled, and up to which entries were pruned. */
export const lookText = (text: StoreText, position: string | undefined, limit: number): Statement => {
  const { space, executor } = text
  const { arrival } = executor.dialect
  const range = position === undefined ? wholeRange : { low: `${position}\u0001`, high: undefined }
  const within = text.within(range)
  const settled = arrival.form === 'transaction' ? settledText(arrival.horizon, space.key) : '1'
  const trail = space.belongs((at) => executor.dialect.placeholder(at), 's')
  const isTrail = trail === '' ? `s.${space.key} = ${text.bind(space.bind(''))}` : `${trail}true`
  const pruned = `(select s.pruned from ${executor.dialect.table(trailTable)} s where ${isTrail})`
  const look = text.finish(
    'LOOK',
    `select ${selected(text)}, ${settled}, ${pruned} from ${text.table} t where ${within} order by t.${space.key} limit ${text.bind(limit)}`,
  )
  return asPage(text, look, range, {
    columns: [
      ...rowColumns.map((column) => `t.${column}`),
      `${settled} as is_settled`,
      `${pruned} as pruned`,
    ],
    filter: 'true',
    reverse: false,
  })
}

// The numbers of a chain are given under a lock that is held until the commit, so they are settled when they are seen.
const settledText = (horizon: string, key: string): string =>
  `case when t.hash is not null or t.${key} < cast(${firstNumber} + ${horizon} as text) then 1 else 0 end`

/** The first entries, as far as `prune` must know them. */
export const oldestText = (text: StoreText, limit: number): Statement => {
  const { space, executor } = text
  const { arrival } = executor.dialect
  const settled = arrival.form === 'transaction' ? settledText(arrival.horizon, space.key) : '1'
  return text.finish(
    'OLDEST',
    `select t.${space.key}, t.logged_at, t.hash, ${settled} from ${text.table} t where ${text.within(wholeRange)} order by t.${space.key} limit ${text.bind(limit)}`,
  )
}

/** Removes the entries up to a position. */
export const removeText = (text: StoreText, position: string): Statement => {
  const where = text.within({ low: '', high: `${position}\u0001` })
  return text.finish('PRUNE', `delete from ${text.table} as t where ${where}`)
}

/** One row if there is an entry. */
export const anyText = (text: StoreText): Statement =>
  text.finish('ANY', `select 1 from ${text.table} t where ${text.within(wholeRange)} limit 1`)

/** The greatest key. */
export const lastText = (text: StoreText): Statement =>
  text.finish('LAST', `select max(t.${text.space.key}) from ${text.table} t where ${text.within(wholeRange)}`)
