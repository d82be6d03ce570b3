import type { Capability } from './capabilities.ts'
import type { Log } from './log.ts'

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMilliseconds = number

/** A length of time in milliseconds. */
export type Milliseconds = number

/** The stores whose tables `open` makes. */
export type StoreName =
  | 'cache'
  | 'key-value'
  | 'locks'
  | 'counters'
  | 'context'
  | 'snapshots'
  | 'workflows'
  | 'progress'
  | 'queue'
  | 'rules'
  | 'audit'

/** What is handed in, so that a test neither sleeps nor depends on chance. */
export interface OpenOptions {
  /**
   * The time used for expiry and for timestamps. By default a server engine uses its own statement time, so that the
   * clocks of two hosts cannot disagree, and an embedded engine uses `Date.now`.
   */
  readonly clock?: () => EpochMilliseconds
  /** Makes `n` random bytes, for version stamps and jitter. Default: the platform's secure source. */
  readonly random?: (bytes: number) => Uint8Array
  /** Capabilities the application needs: `open` throws `unsupported` if the backend lacks one. */
  readonly requires?: readonly Capability[]
  /**
   * Whether a database that is not there is made, where a backend makes its databases by itself. Default true. With `false` `open` throws `not-found` and leaves
   * nothing behind, so that whoever only looks makes none out of a wrong name. One in memory is always new.
   */
  readonly create?: boolean
  /**
   * What to do about the tables of the stores: make what is missing (`install`, the default), refuse with `schema` when
   * something is missing (`check`), or do not look (`off`). They are never made lazily.
   */
  readonly schema?: 'install' | 'check' | 'off'
  /** The stores that will be used. Default: all. */
  readonly stores?: readonly StoreName[]
  /** Receives one event for each statement, transaction, wait and retry. It never receives a parameter value. */
  readonly log?: Log
  /** Statements that take longer than this are logged with `slow: true`. Default 1 000. */
  readonly slowStatement?: Milliseconds
  /**
   * Signs the cursors of pages (HMAC-SHA-256), so that a client cannot make one up. The same text on every host, at least 16 characters.
   * Without it a cursor is only checked to belong to the query.
   */
  readonly cursorSecret?: string
}

/** The options with every default filled in: what a backend receives. */
export interface Environment extends OpenOptions {
  readonly random: (bytes: number) => Uint8Array
  readonly requires: readonly Capability[]
  readonly schema: 'install' | 'check' | 'off'
  readonly stores: readonly StoreName[]
  readonly slowStatement: Milliseconds
}
