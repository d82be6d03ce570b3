import type {
  Counter,
  Counters,
  CounterWithLevels,
  Eligibility,
  Observation,
  Tally,
  TopOptions,
} from '../contracts/counters.ts'
import type { Key, OperationOptions } from '../contracts/key-value.ts'
import { compareBytes } from '../door/byte-order.ts'
import { checkAge, checkLimit } from '../door/duration.ts'
import { decodeKey, encodeKey } from '../door/key.ts'
import { checkName } from '../door/name.ts'
import { checkEligibility, checkObservation, isEligible, patternKey } from '../door/observation.ts'
import { checkOptions } from '../door/options.ts'
import { safeCount } from '../door/safe-count.ts'
import { callWith } from './call.ts'
import type { Shelf } from './shelf.ts'

/** Of a pattern, whose level is empty, or of a level of it. */
interface Counts {
  readonly pattern: string
  readonly level: string
  readonly total: number
  readonly successes: number
  readonly failures: number
  readonly values: {
    readonly count: number
    readonly sum: number
    readonly least: number
    readonly greatest: number
  }
  readonly first: number
  readonly last: number
}

const none = { count: 0, sum: 0, least: Infinity, greatest: -Infinity }

const ranks = {
  total: (row: Counts) => row.total,
  successes: (row: Counts) => row.successes,
  failures: (row: Counts) => row.failures,
  lastSeen: (row: Counts) => row.last,
}

/** The contract over a map of counts. */
export class MemoryCounters implements Counters {
  readonly #shelf: Shelf<Counts>
  readonly #store: string

  constructor(shelf: Shelf<Counts>, name: string) {
    this.#shelf = shelf
    this.#store = `counters(${JSON.stringify(name)})`
  }

  async observe(key: Key, given?: Observation): Promise<void> {
    const action = `count in ${this.#store}`
    const pattern = encodeKey(key, action)
    const { times, successes, failures, level, value, at } = checkObservation(given, action)
    const keys = [undefined, ...(level === undefined ? [] : [level])].map(
      (one) => [patternKey(pattern, one, action), one ?? ''] as const,
    )
    const call = callWith(action, given?.signal === undefined ? undefined : { signal: given.signal })
    await this.#shelf.write(call, undefined, (rows, now) => {
      const when = at ?? now
      for (const [encoded, ofLevel] of keys) {
        const before = rows.get(encoded)
        const values = before?.values ?? none
        rows.put(encoded, {
          pattern,
          level: ofLevel,
          total: (before?.total ?? 0) + times,
          successes: (before?.successes ?? 0) + successes,
          failures: (before?.failures ?? 0) + failures,
          values:
            value === undefined
              ? values
              : {
                  count: values.count + times,
                  sum: values.sum + value * times,
                  least: Math.min(values.least, value),
                  greatest: Math.max(values.greatest, value),
                },
          first: Math.min(before?.first ?? when, when),
          last: Math.max(before?.last ?? when, when),
        })
      }
    })
  }

  async get(key: Key, options?: OperationOptions): Promise<CounterWithLevels | undefined> {
    const call = callWith(`get a count of ${this.#store}`, options)
    const pattern = encodeKey(key, call.action)
    const rows = (await this.#counts(call)).filter((row) => row.pattern === pattern)
    const own = rows.find((row) => row.level === '')
    if (own === undefined) return undefined
    const levels = rows
      .filter((row) => row !== own)
      .map((row): [string, Tally] => [row.level, tallyOf(row, call.action)])
    return { ...counterOf(own, call.action), levels: Object.fromEntries(levels) }
  }

  async top(limit: number, options?: TopOptions): Promise<Counter[]> {
    const call = callWith(`rank the counts of ${this.#store}`, options, ['by', 'level'])
    checkLimit(limit, call.action, 1_000)
    const { by = 'total', level } = options ?? {}
    const rank = ranks[by]
    if (rank === undefined)
      throw new TypeError(`Cannot ${call.action}: by must be one of ${Object.keys(ranks).join(', ')}`)
    const of = level === undefined ? '' : checkName(level, 'level', call.action)
    return (await this.#ranked(call, rank, (row) => row.level === of))
      .slice(0, limit)
      .map((row) => counterOf(row, call.action))
  }

  async eligible(asked: Eligibility): Promise<Counter[]> {
    const action = `find what is eligible in ${this.#store}`
    const required = checkEligibility(asked, action)
    const call = callWith(action, asked.signal === undefined ? undefined : { signal: asked.signal })
    const rows = await this.#ranked(
      call,
      ranks.total,
      (row) => row.level === required.level && isEligible(row, required),
    )
    return rows.slice(0, required.limit).map((row) => counterOf(row, action))
  }

  async delete(key: Key, options?: OperationOptions): Promise<boolean> {
    const call = callWith(`forget a count of ${this.#store}`, options)
    const pattern = encodeKey(key, call.action)
    return (await this.#remove(call, (row) => row.pattern === pattern)) > 0
  }

  clear(options?: OperationOptions): Promise<number> {
    return this.#remove(callWith(`clear ${this.#store}`, options), () => true)
  }

  async prune(options: { readonly unseenFor: number; readonly limit?: number }): Promise<number> {
    const action = `prune ${this.#store}`
    checkOptions(options, ['unseenFor', 'limit'], action)
    const age = checkAge(options?.unseenFor, `${action} of what was not seen for`)
    const limit = checkLimit(options.limit ?? 1_000, action, 1_000)
    return this.#shelf.write({ action }, undefined, (rows, now) => {
      const doomed = rows
        .list()
        .filter(([, row]) => row.level === '' && row.last <= now - age)
        .slice(0, limit)
      const patterns = new Set(doomed.map(([, row]) => row.pattern))
      for (const [key, row] of rows.list()) if (patterns.has(row.pattern)) rows.remove(key)
      return doomed.length
    })
  }

  #remove(call: ReturnType<typeof callWith>, isDoomed: (row: Counts) => boolean): Promise<number> {
    return this.#shelf.write(call, undefined, (rows) => {
      const doomed = rows.list().filter(([, row]) => isDoomed(row))
      for (const [key] of doomed) rows.remove(key)
      return doomed.filter(([, row]) => row.level === '').length
    })
  }

  async #ranked(
    call: ReturnType<typeof callWith>,
    rank: (row: Counts) => number,
    isWanted: (row: Counts) => boolean,
  ): Promise<readonly Counts[]> {
    return (await this.#counts(call))
      .filter(isWanted)
      .sort((a, b) => rank(b) - rank(a) || compareBytes(a.pattern, b.pattern))
  }

  #counts(call: ReturnType<typeof callWith>): Promise<Counts[]> {
    return this.#shelf.read(call, (rows) => rows.list().map(([, row]) => row))
  }
}

const counterOf = (row: Counts, action: string): Counter => ({
  key: decodeKey(row.pattern),
  ...tallyOf(row, action),
})

const tallyOf = ({ total, successes, failures, values, first, last }: Counts, action: string): Tally => ({
  total: safeCount(total, action),
  successes: safeCount(successes, action),
  failures: safeCount(failures, action),
  firstSeen: new Date(first),
  lastSeen: new Date(last),
  ...(values.count === 0
    ? {}
    : { measured: { ...values, count: safeCount(values.count, action), mean: values.sum / values.count } }),
})
