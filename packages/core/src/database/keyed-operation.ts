import type { Bound, DriverCell } from './statement.ts'
import type { SourceColumn } from './dialect.ts'

/**
 * What operations of one store and one kind share: the text, and how a row comes back. Operations with the same shape can
 * travel in one statement.
 *
 * The text takes `constants`, then the statement's time when `timed`, then the columns of the operation, of which the
 * first is the key. Rows that come back begin with the key.
 */
export interface Shape {
  /** The store: its writes apply in the order they were called, and a key means one thing within it. */
  readonly lane: string
  /** Unique for the store and the kind of operation; equal ids mean equal text and constants. */
  readonly id: string
  readonly summary: string
  readonly text: string
  /** The text for one operation alone, whose columns are bound as they are; a list of one is planned worse. */
  readonly alone?: string
  /** The text for exactly so many operations, each with its columns behind those of the one before; for an engine that takes no lists. */
  readonly many?: { readonly rows: number; readonly text: string }
  readonly constants: readonly Bound[]
  readonly timed: boolean
  /** As `Statement.relaxed`. */
  readonly relaxed?: boolean
  readonly columns: readonly SourceColumn[]
}

/** An operation on one key, atomic alone. */
export interface KeyedOperation<R> {
  readonly shape: Shape
  /** As it is bound: encoded, and folded where the dialect folds. */
  readonly key: string
  /** The values of `shape.columns`; the first is the key. */
  readonly row: readonly Bound[]
  /** The answer, from the row that came back for this key, or from its absence. */
  answer(row: readonly DriverCell[] | undefined): R
}

/** A write, which may fold together with a later write of the same key in the same batch. */
export interface KeyedWrite<R> extends KeyedOperation<R> {
  /** One operation with the effect of this one and then `later`, or undefined when there is none; see `Folded`. */
  fold?(later: KeyedWrite<unknown>): Folded | undefined
  /** Whether the row says that nothing was written. A folded write is then tried again in its parts, in their order. */
  refused?(row: readonly DriverCell[] | undefined): boolean
}

/** Two writes as one: what is sent, and how the row that comes back answers each of them. */
export interface Folded {
  readonly write: KeyedWrite<unknown>
  /** The row that the earlier operation would have seen, from the row that came back for both. */
  earlier(row: readonly DriverCell[] | undefined): readonly DriverCell[] | undefined
}
