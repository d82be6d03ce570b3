import type { GroupLimits, GroupRate } from '../contracts/queue.ts'
import { checkWhole, longestTimer } from '../door/duration.ts'
import { checkOptions } from '../door/options.ts'
import { isLine } from './group-of.ts'
import type { Limits, Rate } from './queue-storage.ts'

const most = 1_000_000
const mostWeight = 1_000

export const noLimits: Limits = { concurrency: null, rate: null, weight: 1 }

/** Of a key of a line, whatever the handle says of groups. */
const oneByOne: Limits = { ...noLimits, concurrency: 1 }

/** Throws `TypeError`, `RangeError`. */
export const checkGroupLimits = (limits: GroupLimits, action: string): Limits => {
  checkOptions(limits, ['concurrency', 'rate', 'weight'], action)
  const { concurrency, rate, weight = 1 } = limits
  return {
    concurrency: concurrency === undefined ? null : checkWhole(concurrency, 'concurrency', 1, most, action),
    rate: rate === undefined ? null : checkRate(rate, `${action} with rate`),
    weight: checkWhole(weight, 'weight', 1, mostWeight, action),
  }
}

const checkRate = (rate: GroupRate, action: string): Rate => {
  if (typeof rate !== 'object' || rate === null)
    throw new TypeError(`Cannot ${action}: the rate must be an object with limit and per`)
  checkOptions(rate, ['limit', 'per', 'burst'], action)
  const limit = checkWhole(rate.limit, 'limit', 1, most, action)
  return {
    limit,
    per: checkWhole(rate.per, 'number of milliseconds', 1, longestTimer, action),
    burst: checkWhole(rate.burst ?? limit, 'burst', 1, limit, action),
  }
}

/** What binds a group: its own limits as JSON, or those of the handle. */
export const limitsOf = (group: string, own: string | null, others: Limits): Limits => {
  if (isLine(group)) return oneByOne
  return own === null ? others : (JSON.parse(own) as Limits)
}

/** As they were given. */
export const givenLimits = ({ concurrency, rate, weight }: Limits): GroupLimits => ({
  ...(concurrency === null ? {} : { concurrency }),
  ...(rate === null ? {} : { rate }),
  weight,
})
