import type { JsonScalar, PathCondition } from '@holdfast/core'

export type JsonPath = PathCondition['path']
export type JsonCondition = Omit<PathCondition, 'path'>

/** What lies at a path; `undefined` when nothing does. */
export const jsonAt = (document: unknown, path: JsonPath): unknown =>
  path.reduce<unknown>((inner, segment) => {
    if (typeof inner !== 'object' || inner === null) return undefined
    if (Array.isArray(inner) !== (typeof segment === 'number')) return undefined
    return Object.hasOwn(inner, segment) ? (inner as Record<string | number, unknown>)[segment] : undefined
  }, document)

/** Below, at or above zero; NaN, which is none of them, for values of different JSON types. */
const order = (found: unknown, value: string | number): number => {
  if (typeof found === 'number' && typeof value === 'number') return Math.sign(found - value)
  if (typeof found === 'string' && typeof value === 'string')
    return Buffer.compare(Buffer.from(found), Buffer.from(value))
  return Number.NaN
}

/** Whether a condition holds of what lies at its path: how `PathCondition` reads, said in JavaScript. */
export const jsonHolds = (found: unknown, condition: JsonCondition): boolean => {
  const { eq, ne, gt, gte, lt, lte, in: one, notIn, exists } = condition
  const is = (value: JsonScalar): boolean => found === value
  return (
    (eq === undefined || is(eq)) &&
    (ne === undefined || !is(ne)) &&
    (gt === undefined || order(found, gt) > 0) &&
    (gte === undefined || order(found, gte) >= 0) &&
    (lt === undefined || order(found, lt) < 0) &&
    (lte === undefined || order(found, lte) <= 0) &&
    (one === undefined || one.some(is)) &&
    (notIn === undefined || !notIn.some(is)) &&
    (exists === undefined || exists === (found !== undefined))
  )
}
