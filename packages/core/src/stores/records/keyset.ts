import type { ColumnValue } from '../../door/column-value.ts'
import type { OrderItem } from '../../door/order.ts'
import type { StatementText } from '../../tables/statement-text.ts'
import { comparable } from '../../tables/value-text.ts'

/** The values of the order's columns in the row behind which reading goes on. */
export type Position = readonly ColumnValue[]

/**
 * Keyset pagination: the condition for the rows behind a position. With one direction and no nulls it is a comparison of row values, which is one
 * range of an index. Else it is the expansion into columns, bounded by the first one so that the index still gives the beginning.
 */
export const positionText = (
  text: StatementText,
  order: readonly OrderItem[],
  position: Position,
): string => {
  const isUniform = order.every(
    ({ column, direction }) => !column.isNullable && direction === order[0]!.direction,
  )
  if (isUniform && order.length > 1) {
    const names = order.map(({ column }) => comparable(text.dialect, column, text.alias))
    const values = order.map(({ column }, index) => text.value(column, position[index]!))
    return `(${names.join(', ')}) ${sign(order[0]!)} (${values.join(', ')})`
  }
  const behind = order.flatMap((_, last) => {
    if (isLast(order[last]!, position[last]!)) return []
    const parts = order.slice(0, last).map((item, index) => equalText(text, item, position[index]!))
    return [[...parts, behindText(text, order[last]!, position[last]!)].join(' and ')]
  })
  const alternatives =
    behind.length === 1 ? behind[0]! : `(${behind.map((part) => `(${part})`).join(' or ')})`
  const bound = behind.length === 1 ? undefined : boundText(text, order[0]!, position[0]!)
  return bound === undefined ? alternatives : `${bound} and ${alternatives}`
}

/**
 * The same rows in two parts, one behind the other, where the first column has nulls on one side of the position: each is one range of an index, and their
 * alternative is none. Undefined where one condition says it as well.
 */
export const positionParts = (
  text: StatementText,
  order: readonly OrderItem[],
  position: Position,
): readonly [first: () => string, second: () => string] | undefined => {
  const [item, ...rest] = order
  const [value, ...further] = position
  if (item === undefined || value === undefined || !item.column.isNullable || rest.length === 0)
    return undefined
  const name = comparable(text.dialect, item.column, text.alias)
  if (value === null && item.nulls === 'first')
    return [() => `${name} is null and ${positionText(text, rest, further)}`, () => `${name} is not null`]
  if (value === null || item.nulls === 'first') return undefined
  const present = { ...item, column: { ...item.column, isNullable: false } }
  return [() => positionText(text, [present, ...rest], position), () => `${name} is null`]
}

const sign = ({ direction }: OrderItem): string => (direction === 'asc' ? '>' : '<')

const equalText = (text: StatementText, { column }: OrderItem, value: ColumnValue): string => {
  const name = comparable(text.dialect, column, text.alias)
  return value === null ? `${name} is null` : `${name} = ${text.value(column, value)}`
}

/** Whether no value comes behind this one. */
const isLast = ({ nulls }: OrderItem, value: ColumnValue): boolean => value === null && nulls === 'last'

const behindText = (text: StatementText, item: OrderItem, value: ColumnValue): string => {
  const { column, nulls } = item
  const name = comparable(text.dialect, column, text.alias)
  if (value === null) return `${name} is not null`
  const further = `${name} ${sign(item)} ${text.value(column, value)}`
  return column.isNullable && nulls === 'last' ? `(${further} or ${name} is null)` : further
}

const boundText = (text: StatementText, item: OrderItem, value: ColumnValue): string | undefined => {
  const { column, nulls } = item
  const canBeNullBehind = column.isNullable && (value === null || nulls === 'last')
  return canBeNullBehind
    ? undefined
    : `${comparable(text.dialect, column, text.alias)} ${sign(item)}= ${text.value(column, value)}`
}
