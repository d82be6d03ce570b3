import { encodeKey, encodePrefix, type KeyRange } from '../door/key.ts'
import type { RowRange } from '../rows/row-store.ts'
import { sortable } from './instant.ts'

/** One scope of a key. */
export interface RuleScope {
  readonly type: string
  readonly key: string
  /** Empty for everybody. */
  readonly scope: string
}

/*
 * The order of the rows is type, key, scope, from, seq: what is asked for is a range of them. The head of a scope comes right before its records, so that a
 * change reads both at once. No key of a rule is empty, so the horizon is apart from all of them.
 */
export const headKey = ({ type, key, scope }: RuleScope, action: string): string =>
  encodeKey([type, key, scope], action)

export const recordKey = (
  { type, key, scope }: RuleScope,
  from: number,
  seq: number,
  action: string,
): string => encodeKey([type, key, scope, sortable(from), String(seq)], action)

/** The longest that a record of this scope has. */
export const checkRecordKey = (scope: RuleScope, action: string): void => {
  recordKey(scope, 0, Number.MAX_SAFE_INTEGER, action)
}

/** The records of a scope; with an instant, those that began at it or before. */
export const recordsOf = (
  { type, key, scope }: RuleScope,
  upTo: number | undefined,
  action: string,
): RowRange => {
  const { low, high } = encodePrefix([type, key, scope], action)
  const last = upTo === undefined ? high : encodePrefix([type, key, scope, sortable(upTo)], action).high
  return { low, high: last, isShort: true }
}

/** The head of a scope and its records that began at an instant or before. */
export const changedBy = (scope: RuleScope, upTo: number, action: string): RowRange => ({
  ...recordsOf(scope, upTo, action),
  low: headKey(scope, action),
})

export const scopesOf = (type: string, key: string, action: string): KeyRange =>
  encodePrefix([type, key], action)

/** Every key of a type, or those behind one. */
export const keysOf = (type: string, after: string | undefined, action: string): KeyRange => {
  const all = encodePrefix([type], action)
  return after === undefined
    ? all
    : { low: encodePrefix([type, after], action).high ?? all.low, high: all.high }
}

/** The row that says before which instant nothing is known of what was believed. */
export const horizonKey: string = encodeKey(['', ''], 'name the horizon')
/** That row alone. */
export const horizonRange: RowRange = { low: horizonKey, high: `${horizonKey}\u0001`, isShort: true }
