import type { EpochMilliseconds, Milliseconds } from './environment.ts'
import type { Json } from './json.ts'
import type { OperationOptions } from './key-value.ts'
import type { StandardSchema } from './standard-schema.ts'

/** A point in time, the same everywhere: a date, or milliseconds since 1970 in UTC. There are no local dates here. */
export type Instant = Date | EpochMilliseconds

export interface RulesOptions<B> {
  /** Checks a body when it is put and when it is read. */
  readonly schema?: StandardSchema<B>
}

/** Which kind of rules: a key belongs to its type, and the same key of another type is another one. */
export interface RuleType extends OperationOptions {
  /** As `price`: a text of at most 63 bytes. Default: none. */
  readonly type?: string
}

/** Where a rule stands: at one instant at most one is effective here. */
export interface RulePlace extends RuleType {
  /** For whom. Default: for everybody. */
  readonly scope?: string
  /** A whole number from −1 000 000 to 1 000 000; the highest wins within a scope. Default 0. */
  readonly priority?: number
}

export interface PutRuleOptions extends RulePlace {
  /** The first instant at which it is effective. */
  readonly from: Instant
  /** The first instant at which it is no longer. Default: it has no end. */
  readonly until?: Instant
  /**
   * What becomes of the rules of this place that are effective at some instant of it: `reject` (default) throws `overlap`. `truncate` shortens them: one
   * under way at `from` ends there, one that begins later begins at `until`, one in between goes. `split` does the same, and one that goes on behind
   * `until` is effective there again.
   */
  readonly onOverlap?: 'reject' | 'truncate' | 'split'
}

export interface Rule<B = Json> {
  /** Of the `put` that it came from; what is left of a rule after others were put keeps it. */
  readonly id: string
  readonly type: string
  readonly key: string
  /** The empty text is for everybody. */
  readonly scope: string
  readonly priority: number
  readonly from: Date
  /** Exclusive. Left out when it has no end. */
  readonly until?: Date
  readonly body: B
  /** From this instant on it was believed that the rule is so. */
  readonly recordedAt: Date
  /** From this instant on it was not believed any more. Left out while it is. */
  readonly supersededAt?: Date
}

/** What was believed. */
export interface AsOf {
  /** Answers as it would have been answered at this instant. Default: what is believed now. Throws `not-found` when that was pruned. */
  readonly asOf?: Instant
}

export interface EffectiveOptions extends RuleType, AsOf {
  /** When it is to be effective. Default: now, by the statement's time. */
  readonly at?: Instant
  /** Where to look, the most specific first. What is for everybody comes after them. At most 16. */
  readonly scopes?: readonly string[]
}

export interface TimelineOptions extends RuleType, AsOf {
  /** Default: what is for everybody. */
  readonly scope?: string
}

export interface PruneRulesOptions {
  /** What was superseded up to this instant goes. A later one than now is taken as now. */
  readonly supersededBefore: Instant
  /** The most records. Default: all. */
  readonly limit?: number
  /** Begins no further batch of 1 000 after this time. Default: none. */
  readonly budget?: Milliseconds
}

/**
 * Rules that are effective from an instant until another one, half-open: `[from, until)`. For one type, key, scope and priority at most one is effective at
 * any instant, whoever puts rules at the same time; in a transaction of yours that began earlier the later one gets a retryable `serialization`.
 *
 * Nothing is forgotten by a change: what a rule was before stays as a superseded record until it is pruned, and `asOf` answers by what was believed then.
 * Times of recording are those of statements, and never go back within a scope of a key.
 */
export interface Rules<B = Json> {
  /**
   * Makes a rule effective from an instant on and resolves with its id. One transaction of four statements, and up to three for each rule that it changes. Throws `overlap`
   * (the rules stay as they are, and a transaction of yours goes on), `invalid-value`, `too-large`.
   */
  put(key: string, body: B, options: PutRuleOptions): Promise<string>
  /** Ends the rule of this place that is effective at `at`: from there on it is not. Whether there was one. Rules that begin later stay. */
  end(key: string, options: RulePlace & { readonly at: Instant }): Promise<boolean>
  /** The rule that is effective: that of the most specific scope, and there the one of the highest priority. One read over the records of the key in these scopes. */
  effective(key: string, options?: EffectiveOptions): Promise<Rule<B> | undefined>
  /** The effective rule of every key of a type, in the order of the keys, behind the key `after`: up to `limit` (default 100, at most 1 000); fewer only at the end. */
  effectiveAll(
    options?: EffectiveOptions & { readonly after?: string; readonly limit?: number },
  ): Promise<Rule<B>[]>
  /** The rules of one scope of a key in the order of their beginning, those of a higher priority first. At most 10 000 (`too-large`). */
  timeline(key: string, options?: TimelineOptions): Promise<Rule<B>[]>
  /** Every record of a key in every scope, superseded ones too, in the order of their recording. At most 10 000 (`too-large`). */
  history(key: string, options?: RuleType): Promise<Rule<B>[]>
  /**
   * The records of a type that came or were superseded in `[from, until)`, in the order of their recording. Reads the records of the type, or with `key` those of
   * the key. At most 10 000 (`too-large`).
   */
  changesBetween(
    from: Instant,
    until: Instant,
    options?: RuleType & { readonly key?: string },
  ): Promise<Rule<B>[]>
  /**
   * Removes superseded records, in batches of their own transactions, and resolves with their number. What was believed before is not known from then on: an
   * earlier `asOf` throws `not-found`. On a transaction it is one batch of at most 1 000.
   */
  prune(options: PruneRulesOptions): Promise<number>
}
