import type { Milliseconds } from './environment.ts'
import type { Key, OperationOptions } from './key-value.ts'

/** What was seen of a pattern. */
export interface Observation extends OperationOptions {
  /** How many times. A whole number from 1 to 1 000 000 000. Default 1. */
  readonly times?: number
  /** How it went; left out, it counts to neither. */
  readonly success?: boolean
  /** A finer count within the pattern, as `error` or `L2`: a text of 1 to 63 bytes. */
  readonly level?: string
  /** What was measured, as a duration: each of `times` counts with it. A finite number. */
  readonly value?: number
  /** When it was seen. Default: now. */
  readonly at?: Date
}

/** What was counted. A count beyond 2^53 − 1 throws `out-of-range` when it is read. */
export interface Tally {
  readonly total: number
  readonly successes: number
  readonly failures: number
  readonly firstSeen: Date
  readonly lastSeen: Date
  /** Of the observations that had a `value`. `sum` is a sum of doubles: its last digits depend on the order. */
  readonly measured?: {
    readonly count: number
    readonly sum: number
    readonly mean: number
    readonly least: number
    readonly greatest: number
  }
}

export interface Counter extends Tally {
  readonly key: Key
}

export interface CounterWithLevels extends Counter {
  /** The counts of each level that was seen, by its name. */
  readonly levels: Readonly<Record<string, Tally>>
}

export interface TopOptions extends OperationOptions {
  /** What comes first: the most of it, or the latest. Default `total`. Equals come in the order of their keys. */
  readonly by?: 'total' | 'successes' | 'failures' | 'lastSeen'
  /** Counts of this level only. */
  readonly level?: string
}

/** What a pattern must have to be eligible; all of what is given. At least one must be. */
export interface Eligibility extends OperationOptions {
  readonly minTotal?: number
  readonly minSuccesses?: number
  readonly maxFailures?: number
  /** The least share of successes among successes and failures, from 0 to 1, to a millionth. A pattern without either has none. */
  readonly minSuccessRate?: number
  /** Seen at or after this instant. */
  readonly seenSince?: Date
  /** Seen for the first time at or before this instant. */
  readonly knownSince?: Date
  /** Judge the counts of this level in place of the pattern's. */
  readonly level?: string
  /** Default 100, at most 1 000. */
  readonly limit?: number
}

/**
 * Counts of patterns: how often each was seen, how it went, when first and last. Increments by several processes are never lost, and those that are made
 * at once are added up before they are sent, so that a hot key costs no more than a cold one.
 */
export interface Counters {
  /**
   * Counts an observation. One write, and two in one transaction with a `level`. Throws `invalid-value` for a `level` that cannot be stored.
   */
  observe(key: Key, observation?: Observation): Promise<void>
  /** The counts of a pattern; undefined when it was never seen. One read. */
  get(key: Key, options?: OperationOptions): Promise<CounterWithLevels | undefined>
  /** The `limit` (at most 1 000) first by a count. One read, by an index for `total` where the engine uses one. */
  top(limit: number, options?: TopOptions): Promise<Counter[]>
  /** The patterns that are ready for more, those with the greatest total first. One read of the store. */
  eligible(asked: Eligibility): Promise<Counter[]>
  /** Forgets a pattern with its levels. Whether there was one. */
  delete(key: Key, options?: OperationOptions): Promise<boolean>
  /** Forgets everything; resolves with the number of patterns. */
  clear(options?: OperationOptions): Promise<number>
  /** Forgets up to `limit` (default 1 000) patterns that were not seen for `unseenFor` milliseconds; resolves with their number. */
  prune(options: { readonly unseenFor: Milliseconds; readonly limit?: number }): Promise<number>
}
