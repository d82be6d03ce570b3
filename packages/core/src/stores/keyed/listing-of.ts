import type { Statement } from '../../database/statement.ts'
import { statementTime, type RowCondition, type RowListing, type RowRange } from '../../rows/row-store.ts'
import type { StoreText } from './store-text.ts'

/** That the conditions hold for `t`. */
export const conditionText = (text: StoreText, where: readonly RowCondition[]): string =>
  where
    .map((condition) => {
      const column = `t.${condition.column}`
      if (condition.is === 'in') return text.executor.dialect.anyOf(column, text.bind(condition.value))
      const { is, value } = condition
      return `${column} ${is} ${value === statementTime ? text.now : text.bind(value)}`
    })
    .join(' and ')

/** The rows of ranges by key. */
export const listingOf = (
  text: StoreText,
  columns: readonly string[],
  ranges: readonly RowRange[],
  listing: RowListing,
): Statement => {
  const [only, ...others] = ranges
  return only !== undefined && others.length === 0 && only.isShort !== true
    ? pageOf(text, columns, only, listing)
    : unionOf(text, columns, ranges, listing)
}

/** A range, which may be long: the rows are found from one of its ends. */
const pageOf = (
  text: StoreText,
  columns: readonly string[],
  range: RowRange,
  { limit, reverse = false, where = [] }: RowListing,
): Statement => {
  const { space, table, belongs } = text
  const within = text.within(range)
  const filter = where.length === 0 ? 'true' : conditionText(text, where)
  const order = `order by t.${space.key}${reverse ? ' desc' : ''}`
  const select = `select ${selected(text, columns)} from ${table} t where ${within} and ${filter} ${order}`
  if (limit === undefined) return text.finish('LIST', select)
  const statement = text.finish('LIST', `${select} limit ${text.bind(limit)}`)
  // Where the key says whose the row is, the first two parameters are the bounds.
  if (belongs !== '' || space.range(range).high === undefined) return statement
  const page = {
    table,
    columns: [space.key, ...columns] as const,
    now: 'null',
    filter,
    reverse,
    low: 1,
    high: 2,
  }
  return { ...statement, page: { ...page, limit: statement.values.length } }
}

/**
 * Several ranges, or a short one. Each is a select of its own: joined by `or` not every engine looks them up by index, and beside other conditions a planner
 * without statistics may find another index better.
 */
const unionOf = (
  text: StoreText,
  columns: readonly string[],
  ranges: readonly RowRange[],
  { limit, reverse = false, where = [] }: RowListing,
): Statement => {
  const list = selected(text, columns)
  const aside: string[] = []
  const sources = ranges.map((range) => {
    if (range.isShort !== true) return { from: text.table, isIn: `${text.within(range)} and ` }
    const name = `near_${aside.length}`
    aside.push(
      `${name} as materialized (select ${list} from ${text.table} t where ${text.withinShort(range)})`,
    )
    return { from: name, isIn: '' }
  })
  const condition = where.length === 0 ? 'true' : conditionText(text, where)
  const most = limit === undefined ? '' : ` limit ${text.bind(limit)}`
  const order = ` order by t.${text.space.key}${reverse ? ' desc' : ''}${most}`
  const parts = sources.map(({ from, isIn }) => {
    const select = `select ${list} from ${from} t where ${isIn}${condition}`
    // With a limit each of them need not give more than all.
    return isIn === '' || limit === undefined ? select : `select * from (${select}${order}) t`
  })
  const near = aside.length === 0 ? '' : `with ${aside.join(', ')} `
  return text.finish('LIST', `${near}select ${list} from (${parts.join(' union all ')}) t${order}`)
}

const selected = (text: StoreText, columns: readonly string[]): string =>
  [text.space.key, ...columns].map((column) => `t.${column}`).join(', ')
