import type { Direction } from '@holdfast/core'

/** One column of an order, as a rule says it. */
export type Item = readonly [column: string, direction: Direction, nulls?: 'nulls first' | 'nulls last']

type Value = string | number | bigint | boolean | Date | null | undefined

const byValue = (left: Value, right: Value): number => {
  if (typeof left === 'string' && typeof right === 'string')
    return Buffer.compare(Buffer.from(left), Buffer.from(right))
  const [a, b] = [Number(left), Number(right)]
  return a === b ? 0 : a < b ? -1 : 1
}

/** What an order promises, worked out here: text as bytes, null first unless it is said, and the last direction for the key. */
export const sorted = <R extends object>(rows: readonly R[], order: readonly Item[], key = 'id'): R[] => {
  const complete: readonly Item[] = order.some(([column]) => column === key)
    ? order
    : [...order, [key, order.at(-1)?.[1] ?? 'asc']]
  return rows.toSorted((left, right) => {
    for (const [column, direction, nulls] of complete) {
      const [a, b] = [Reflect.get(left, column) as Value, Reflect.get(right, column) as Value]
      const sign = direction === 'asc' ? 1 : -1
      if (a === null || b === null) {
        if (a === b) continue
        const nullFirst = (nulls ?? (direction === 'asc' ? 'nulls first' : 'nulls last')) === 'nulls first'
        return (a === null) === nullFirst ? -1 : 1
      }
      const compared = byValue(a, b)
      if (compared !== 0) return compared * sign
    }
    return 0
  })
}
