import type { Milliseconds } from './environment.ts'
import type { Json } from './json.ts'
import type { OperationOptions } from './key-value.ts'
import type { StandardSchema } from './standard-schema.ts'

/** A length of the calendar, in UTC. A week is that of ISO 8601: it begins on Monday, and week 1 has the year's first Thursday. */
export type Period = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'

export interface SnapshotsOptions<M, F> {
  /** Checks metrics when they are recorded and when they are read. */
  readonly schema?: StandardSchema<M>
  /** Checks forecasts. */
  readonly forecastSchema?: StandardSchema<F>
}

/** Which snapshots: of one kind of period and of one type. */
export interface SnapshotKind extends OperationOptions {
  readonly period: Period
  /** What is measured, as `sales`: a text of at most 63 bytes. Default: none. */
  readonly type?: string
}

/** Which period: the one with this label, as `2026-W01`, or the one that this instant lies in. */
export type When = string | Date

/** At least one of the two. What is left out stays as it was recorded. */
export interface Recording<M, F> {
  readonly metrics?: M
  /** What was expected of the period, by whatever method; it may be recorded long before the metrics. */
  readonly forecast?: F
}

export interface Snapshot<M = Json, F = Json> extends Recording<M, F> {
  readonly period: Period
  readonly type: string
  /** `2026-11-21T09`, `2026-11-21`, `2026-W47`, `2026-11`, `2026-Q4`, `2026`. Labels of a kind sort as their times do. */
  readonly label: string
  readonly start: Date
  /** The start of the next period. */
  readonly end: Date
  readonly createdAt: Date
  readonly updatedAt: Date
}

export interface SeriesPoint<M = Json, F = Json> extends Recording<M, F> {
  readonly label: string
  readonly start: Date
  readonly end: Date
  /** Whether nothing was recorded, and `metrics` is what `fill` made of the gap. */
  readonly isGap: boolean
}

export interface SeriesQuery extends SnapshotKind {
  readonly from: When
  /** The last period. Default: the current one. */
  readonly to?: When
  /**
   * What becomes of periods without metrics: `none` leaves them out (default), `null` keeps them without metrics, `zero` gives them zeros in place of the
   * numbers of the nearest point before them (or the first after), `previous` gives them the metrics of the point before them.
   */
  readonly fill?: 'none' | 'null' | 'zero' | 'previous'
}

/** A number that occurs in two snapshots, or in one of them. */
export interface MetricChange {
  /** Where it is in the metrics: names of properties, places of elements. */
  readonly path: readonly (string | number)[]
  readonly before?: number
  readonly after?: number
  /** `after − before`, where both are there. */
  readonly change?: number
  /** `change / before`, where `before` is not 0. */
  readonly ratio?: number
}

/**
 * Metrics by period and type: one snapshot a period, recorded as often as you like. The current period is that of the process's clock, or of the clock
 * that `open` was given; what lies in it is decided in UTC.
 */
export interface Snapshots<M = Json, F = Json> {
  /** Records the metrics, the forecast or both of a period, in place of what was recorded of them before. One write. */
  record(recording: Recording<M, F>, kind: SnapshotKind & { readonly at?: When }): Promise<void>
  /** The snapshot of a period. Default `at`: the current one. One read. */
  get(kind: SnapshotKind & { readonly at?: When }): Promise<Snapshot<M, F> | undefined>
  /** The newest `count` (at most 10 000) with metrics up to `at` (default: now), the oldest of them first. One read. */
  last(count: number, kind: SnapshotKind & { readonly at?: When }): Promise<Snapshot<M, F>[]>
  /** The periods from `from` to `to` in their order, at most 10 000 (`too-large`). One read. */
  series(query: SeriesQuery): Promise<SeriesPoint<M, F>[]>
  /** The numbers of two snapshots side by side, those at equal places together. Throws `not-found` when one has no metrics. */
  compare(before: When, after: When, kind: SnapshotKind): Promise<MetricChange[]>
  /** Removes the snapshot of a period. Whether there was one. */
  delete(kind: SnapshotKind & { readonly at: When }): Promise<boolean>
  /** Keeps the newest `keep` periods with the current one, or those that ended less than `olderThan` ago; removes the others and resolves with their number. */
  prune(
    kind: SnapshotKind & ({ readonly keep: number } | { readonly olderThan: Milliseconds }),
  ): Promise<number>
}
