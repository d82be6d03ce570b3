import type { Statement } from '../../database/statement.ts'
import type { KeyRange } from '../../door/key.ts'
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
  const { space, table } = text
  const within = text.within(range)
  const filter = where.length === 0 ? 'true' : conditionText(text, where)
  const order = `order by t.${space.key}${reverse ? ' desc' : ''}`
  const select = `select ${selected(text, columns)} from ${table} t where ${within} and ${filter} ${order}`
  if (limit === undefined) return text.finish('LIST', select)
  const statement = text.finish('LIST', `${select} limit ${text.bind(limit)}`)
  return asPage(text, statement, range, { columns, filter, reverse })
}

/** What a page of rows is read by. */
interface PageText {
  /** Behind the key: columns of `t`, or expressions over them. */
  readonly columns: readonly string[]
  readonly filter: string
  readonly reverse: boolean
}

/** A statement whose first parameters are the bounds of its range and whose last is its limit, as an engine may cut it to where its page probably is. */
export const asPage = (
  { space, table, belongs }: StoreText,
  statement: Statement,
  range: KeyRange,
  { columns, filter, reverse }: PageText,
): Statement => {
  // Elsewhere the constants of the store come before the bounds, and an index serves the text as it is.
  if (belongs !== '' || space.range(range).high === undefined) return statement
  const limit = statement.values.length
  const read = [space.key, ...columns] as const
  return {
    ...statement,
    page: { table, columns: read, now: 'null', filter, reverse, low: 1, high: 2, limit },
  }
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
