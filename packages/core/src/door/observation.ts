import type { Eligibility, Observation } from '../contracts/counters.ts'
import { checkWhole } from './duration.ts'
import { checkInstant } from './instant.ts'
import { encodeKey, foldKey, type KeyRange } from './key.ts'
import { checkName } from './name.ts'
import { checkOptions } from './options.ts'

/** An observation as it is counted. */
export interface Observed {
  readonly times: number
  readonly successes: number
  readonly failures: number
  readonly level: string | undefined
  readonly value: number | undefined
  /** Epoch milliseconds; null for now. */
  readonly at: number | null
}

const mostTimes = 1_000_000_000

/** Throws `TypeError` and `RangeError` for misuse, and what a name throws for a level. */
export const checkObservation = (given: Observation | undefined, action: string): Observed => {
  checkOptions(given, ['times', 'success', 'level', 'value', 'at', 'signal'], action)
  const { times = 1, success, level, value, at } = given ?? {}
  if (success !== undefined && typeof success !== 'boolean')
    throw new TypeError(`Cannot ${action}: success must be a boolean`)
  const counted = checkWhole(times, 'times', 1, mostTimes, action)
  return {
    times: counted,
    successes: success === true ? counted : 0,
    failures: success === false ? counted : 0,
    level: level === undefined ? undefined : checkName(level, 'level', action),
    value: value === undefined ? undefined : checkValue(value, action),
    at: at === undefined ? null : checkInstant(at, 'at', action),
  }
}

/** What a pattern must have, as numbers. A rate is a number of millionths, so that every engine compares whole numbers. */
export interface Required {
  readonly total: number
  readonly successes: number
  readonly failures: number | undefined
  readonly millionths: number | undefined
  readonly seenSince: number | undefined
  readonly knownSince: number | undefined
  readonly level: string
  readonly limit: number
}

const criteria = [
  'minTotal',
  'minSuccesses',
  'maxFailures',
  'minSuccessRate',
  'seenSince',
  'knownSince',
] as const

const million = 1_000_000

export const checkEligibility = (asked: Eligibility, action: string): Required => {
  checkOptions(asked, [...criteria, 'level', 'limit', 'signal'], action)
  if (asked === undefined || !criteria.some((name) => asked[name] !== undefined))
    throw new TypeError(`Cannot ${action}: say what is asked of a pattern, one of ${criteria.join(', ')}`)
  const { minTotal, minSuccesses, maxFailures, minSuccessRate: rate, seenSince, knownSince, level } = asked
  const count = (value: number | undefined, name: string): number | undefined =>
    value === undefined ? undefined : checkWhole(value, name, 0, Number.MAX_SAFE_INTEGER, action)
  if (rate !== undefined && (typeof rate !== 'number' || !(rate >= 0 && rate <= 1)))
    throw new RangeError(`Cannot ${action}: minSuccessRate must be a number from 0 to 1`)
  return {
    total: count(minTotal, 'minTotal') ?? 0,
    successes: count(minSuccesses, 'minSuccesses') ?? 0,
    failures: count(maxFailures, 'maxFailures'),
    millionths: rate === undefined ? undefined : Math.ceil(Number((rate * million).toFixed(6))),
    seenSince: seenSince === undefined ? undefined : checkInstant(seenSince, 'seenSince', action),
    knownSince: knownSince === undefined ? undefined : checkInstant(knownSince, 'knownSince', action),
    level: level === undefined ? '' : checkName(level, 'level', action),
    limit: checkWhole(asked.limit ?? 100, 'limit', 1, 1_000, action),
  }
}

/** Whether counts have what is asked. */
export const isEligible = (
  tally: {
    readonly total: number
    readonly successes: number
    readonly failures: number
    readonly first: number
    readonly last: number
  },
  { total, successes, failures, millionths, seenSince, knownSince }: Required,
): boolean => {
  const judged = tally.successes + tally.failures
  return (
    tally.total >= total &&
    tally.successes >= successes &&
    (failures === undefined || tally.failures <= failures) &&
    (millionths === undefined || (judged > 0 && tally.successes * million >= millionths * judged)) &&
    (seenSince === undefined || tally.last >= seenSince) &&
    (knownSince === undefined || tally.first <= knownSince)
  )
}

/** The key of a pattern's row, and with a level that of its row below it. */
export const patternKey = (pattern: string, level: string | undefined, action: string): string =>
  encodeKey(level === undefined ? pattern : [pattern, level], action)

/** The row of a pattern and behind it those of its levels, in the order of their names. */
export const patternRange = (pattern: string): KeyRange => {
  const low = foldKey([pattern])
  return { low, high: `${low}\u0002` }
}

const checkValue = (value: unknown, action: string): number => {
  if (typeof value !== 'number') throw new TypeError(`Cannot ${action}: value must be a number`)
  if (!Number.isFinite(value)) throw new RangeError(`Cannot ${action}: value must be finite`)
  return value + 0
}
