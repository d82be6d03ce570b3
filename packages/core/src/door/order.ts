import type { ColumnSchema, TableSchema } from '../contracts/table.ts'
import { requireColumn } from './table.ts'

/** One column of an order. */
export interface OrderItem {
  readonly column: ColumnSchema
  readonly direction: 'asc' | 'desc'
  /** Where null is; it does not matter for a column that cannot be null. */
  readonly nulls: 'first' | 'last'
}

/**
 * An order that leaves no two rows equal: what was asked for, then what is missing of the primary key, in the direction of the last column. Without a place
 * for nulls they come before every value, so last in a descending order.
 */
export function checkOrder(schema: TableSchema, orderBy: unknown, action: string): readonly OrderItem[] {
  if (orderBy !== undefined && !Array.isArray(orderBy)) {
    throw new TypeError(`Cannot ${action}: orderBy must be an array, as [['createdAt', 'desc']]`)
  }
  const items = Array.from<unknown, OrderItem>(orderBy ?? [], (item) => checkItem(schema, item, action))
  for (const [index, { column }] of items.entries()) {
    if (items.findIndex((other) => other.column === column) !== index) {
      throw new TypeError(`Cannot ${action}: orderBy names "${column.property}" twice`)
    }
  }
  const direction = items.at(-1)?.direction ?? 'asc'
  const missing = schema.primaryKey.filter((key) => !items.some(({ column }) => column.property === key))
  return [...items, ...missing.map((key) => item(requireColumn(schema, key, action), direction))]
}

const item = (
  column: ColumnSchema,
  direction: OrderItem['direction'],
  nulls: OrderItem['nulls'] = direction === 'asc' ? 'first' : 'last',
): OrderItem => ({ column, direction, nulls })

const checkItem = (schema: TableSchema, given: unknown, action: string): OrderItem => {
  const [property, direction = 'asc', nulls, ...rest]: unknown[] = Array.isArray(given) ? given : [given]
  const column = requireColumn(schema, property, action)
  if (column.kind === 'json') {
    throw new TypeError(`Cannot ${action}: JSON has no order, so "${column.property}" cannot be in orderBy`)
  }
  if (direction !== 'asc' && direction !== 'desc') {
    throw new TypeError(`Cannot ${action}: the direction of "${column.property}" must be "asc" or "desc"`)
  }
  if ((nulls !== undefined && nulls !== 'nulls first' && nulls !== 'nulls last') || rest.length > 0) {
    throw new TypeError(
      `Cannot ${action}: behind the direction of "${column.property}" say "nulls first" or "nulls last"`,
    )
  }
  return nulls === undefined
    ? item(column, direction)
    : item(column, direction, nulls === 'nulls first' ? 'first' : 'last')
}
