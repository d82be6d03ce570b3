import type { KeyRange } from '../../door/key.ts'
import { statementTime, type RowCondition, type RowListing } from '../../rows/row-store.ts'
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

/** The rows of ranges by key. Each range is a select of its own: joined by `or` not every engine looks both up by index. */
export const listingText = (
  text: StoreText,
  columns: readonly string[],
  ranges: readonly KeyRange[],
  { limit, reverse, where = [] }: RowListing,
): string => {
  const { key } = text.space
  const selected = [key, ...columns].map((column) => `t.${column}`).join(', ')
  const condition = where.length === 0 ? '' : ` and ${conditionText(text, where)}`
  const most = limit === undefined ? '' : ` limit ${text.bind(limit)}`
  const order = ` order by t.${key}${reverse === true ? ' desc' : ''}${most}`
  const selects = ranges.map(
    (range) => `select ${selected} from ${text.table} t where ${text.within(range)}${condition}`,
  )
  if (selects.length === 1) return `${selects[0]}${order}`
  // With a limit each of them need not give more than all.
  const parts = limit === undefined ? selects : selects.map((select) => `select * from (${select}${order}) t`)
  return `select ${selected} from (${parts.join(' union all ')}) t${order}`
}
