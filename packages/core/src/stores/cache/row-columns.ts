import type { Dialect } from '../../database/dialect.ts'
import type { Call } from '../../database/executor.ts'
import type { DriverCell } from '../../database/statement.ts'
import type { EpochMilliseconds } from '../../contracts/environment.ts'
import type { Kept } from '../../loading/cache-storage.ts'
import type { Seen } from '../../loading/load-storage.ts'
import type { KeySpace } from '../keyed/key-space.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { StoreText } from '../keyed/store-text.ts'
import { sweepTable, tableName, tagTable } from './table.ts'

/** What a row is read by, behind its key; `seenOf` reads it. */
export const rowColumns = (
  dialect: Dialect,
  space: KeySpace,
  now: string,
  judgesTags: boolean,
): readonly string[] => [
  't.value',
  't.fresh_until',
  't.stale_until',
  't.retry_at',
  't.holder',
  't.leased_until',
  't.fence',
  judgesTags ? goneByTag(dialect, space) : 't.tags',
  ...(dialect.locks === 'rows' ? [isSwept(dialect, space)] : []),
  ...(dialect.time === 'server' ? [now] : []),
]

/** The rows of these bound keys, by one statement. */
export const rowsOf = async (
  { executor, space }: StoreAccess,
  keys: readonly string[],
  judgesTags: boolean,
  call: Call,
): Promise<readonly Row[]> => {
  const text = new StoreText(executor, space, tableName)
  const now = executor.dialect.time === 'server' ? text.now : ''
  const columns = [`t.${space.key}`, ...rowColumns(executor.dialect, space, now, judgesTags)]
  const where = text.isOneOf([...new Set(keys)])
  const select = `select ${columns.join(', ')} from ${text.table} t where ${where}`
  return (await executor.query(text.finish('LOOK-MANY', select), 'read', call)).rows
}

/**
 * How many of its tags have been invalidated. Each stamp is looked up by itself: of a join a server that knows nothing of the table yet may think that it does best to
 * read every tag of the cache.
 */
const goneByTag = (dialect: Dialect, space: KeySpace): string => {
  const belongs = space.belongs((position) => dialect.placeholder(position), 'g')
  const now = `select g.stamp from ${dialect.table(tagTable)} g where ${belongs}g.${space.key} = p.key`
  return `case when t.tags is null then 0 else (select count(*) from ${dialect.pairs('t.tags')} p where coalesce((${now}), '') <> p.value) end`
}

const isSwept = (dialect: Dialect, space: KeySpace): string => {
  const belongs = space.belongs((position) => dialect.placeholder(position), 's')
  const covers = `s.low <= t.${space.key} and (s.high is null or t.${space.key} < s.high) and (t.writer is null or t.writer <> s.writer)`
  return `case when exists (select 1 from ${dialect.table(sweepTable)} s where ${belongs}${covers}) then 1 else 0 end`
}

export type Row = readonly DriverCell[]

/** Where a row has its tags, or how many of them are gone. */
export const tagsAt = 8

/** Whether the row was read without a look at its tags, and has some. */
export const hasTags = (row: Row): boolean => typeof row[tagsAt] === 'string'

/** `now` is the time of the statement, where the process tells it. */
export const seenOf = (row: Row, dialect: Dialect, now: EpochMilliseconds | null): Seen<Kept> => {
  const at = dialect.time === 'server' ? Number(row.at(-1)) : now!
  const isAfter = (cell: DriverCell | undefined): boolean => cell === null || Number(cell) > at
  const isGone = Number(row[tagsAt]) > 0 || (dialect.locks === 'rows' && Number(row[tagsAt + 1]) > 0)
  const [, text, freshUntil, staleUntil, retryAt, holder, leasedUntil, fence] = row
  const isThere = typeof text === 'string' && !isGone && isAfter(staleUntil)
  return {
    value: isThere ? { text } : undefined,
    isFresh: isThere && isAfter(freshUntil),
    mayLoad: retryAt === null || Number(retryAt) <= at,
    holder: typeof holder === 'string' ? holder : undefined,
    isLeased: leasedUntil !== null && Number(leasedUntil) > at,
    fence: Number(fence),
  }
}
