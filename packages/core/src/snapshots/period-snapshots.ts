import type {
  MetricChange,
  Recording,
  SeriesPoint,
  SeriesQuery,
  Snapshot,
  SnapshotKind,
  Snapshots,
  SnapshotsOptions,
  When,
} from '../contracts/snapshots.ts'
import { checkAge, checkLimit } from '../door/duration.ts'
import { successor } from '../door/key.ts'
import { checkOptions } from '../door/options.ts'
import { HoldfastError } from '../errors.ts'
import type { RowStore } from '../rows/row-store.ts'
import { metricChanges } from './metric-changes.ts'
import { spanAfter, spanOf } from './period.ts'
import { seriesOf } from './series.ts'
import { keyOf, kindOf, rangeOf, type KindCall } from './snapshot-kind.ts'
import { RecordingCodec, type SnapshotRow } from './recording-codec.ts'

const mostPoints = 10_000

/** The contract over rows by key: a row for each period of a type. */
export class PeriodSnapshots<M, F> implements Snapshots<M, F> {
  readonly #rows: RowStore<SnapshotRow>
  readonly #codec: RecordingCodec<M, F>
  readonly #clock: () => number
  readonly #store: string

  constructor(
    rows: RowStore<SnapshotRow>,
    name: string,
    options: SnapshotsOptions<M, F> | undefined,
    environment: { readonly clock: () => number; readonly valueBytes: number },
  ) {
    this.#rows = rows
    this.#store = `snapshots(${JSON.stringify(name)})`
    this.#codec = new RecordingCodec(options, environment.valueBytes, `open ${this.#store}`)
    this.#clock = environment.clock
  }

  async record(recording: Recording<M, F>, kind: SnapshotKind & { readonly at?: When }): Promise<void> {
    const call = this.#call('record in', kind, ['at'])
    const span = spanOf(call.period, kind.at ?? this.#now(), call.action)
    const parts = await this.#codec.encode(recording, call.action)
    await this.#rows.fill(
      keyOf(call, span.label),
      { period: call.period, type: call.type, label: span.label, period_start: span.start, ...parts },
      call,
    )
  }

  async get(kind: SnapshotKind & { readonly at?: When }): Promise<Snapshot<M, F> | undefined> {
    const call = this.#call('get one of', kind, ['at'])
    const span = spanOf(call.period, kind.at ?? this.#now(), call.action)
    const row = await this.#rows.get(keyOf(call, span.label), call)
    return row === undefined ? undefined : this.#codec.snapshot(row, call)
  }

  async last(count: number, kind: SnapshotKind & { readonly at?: When }): Promise<Snapshot<M, F>[]> {
    const call = this.#call('list the last of', kind, ['at'])
    checkLimit(count, call.action, mostPoints)
    const to = spanOf(call.period, kind.at ?? this.#now(), call.action)
    // Forecasts alone are few: those of periods that were never measured.
    const found: Snapshot<M, F>[] = []
    let high = successor(keyOf(call, to.label))
    for (;;) {
      const listing = { limit: count, reverse: true }
      const rows = await this.#rows.list({ ...rangeOf(call), high }, listing, call)
      const page = await Promise.all(rows.map((row) => this.#codec.snapshot(row, call)))
      found.push(...page.filter(({ metrics }) => metrics !== undefined))
      if (rows.length < count || found.length >= count) return found.slice(0, count).toReversed()
      high = rows.at(-1)!.key
    }
  }

  async series(query: SeriesQuery): Promise<SeriesPoint<M, F>[]> {
    const call = this.#call('list a series of', query, ['from', 'to', 'fill'])
    const { fill = 'none' } = query
    if (!['none', 'null', 'zero', 'previous'].includes(fill))
      throw new TypeError(`Cannot ${call.action}: fill must be none, null, zero or previous`)
    const from = spanOf(call.period, query.from, call.action)
    const to = spanOf(call.period, query.to ?? this.#now(), call.action)
    if (to.start < from.start) return []
    if (spanAfter(call.period, from, mostPoints, call.action).start <= to.start)
      throw new HoldfastError(
        'too-large',
        `Cannot ${call.action}: it has more than ${mostPoints} periods; ask for a part of it, or for longer ones`,
      )
    const range = { low: keyOf(call, from.label), high: successor(keyOf(call, to.label)) }
    const rows = await this.#rows.list(range, {}, call)
    const recorded = await Promise.all(rows.map((row) => this.#codec.snapshot(row, call)))
    return seriesOf(recorded, { period: call.period, from, to }, fill, call.action)
  }

  async compare(before: When, after: When, kind: SnapshotKind): Promise<MetricChange[]> {
    const call = this.#call('compare two of', kind, [])
    const metrics = async (when: When): Promise<M> => {
      const { label } = spanOf(call.period, when, call.action)
      const row = await this.#rows.get(keyOf(call, label), call)
      const found = row === undefined ? undefined : (await this.#codec.snapshot(row, call)).metrics
      if (found === undefined)
        throw new HoldfastError('not-found', `Cannot ${call.action}: ${label} has no metrics`)
      return found
    }
    const [left, right] = [await metrics(before), await metrics(after)]
    return metricChanges(left, right)
  }

  async delete(kind: SnapshotKind & { readonly at: When }): Promise<boolean> {
    const call = this.#call('delete one of', kind, ['at'])
    return this.#rows.remove(keyOf(call, spanOf(call.period, kind.at, call.action).label), call)
  }

  async prune(
    kind: SnapshotKind & ({ readonly keep: number } | { readonly olderThan: number }),
  ): Promise<number> {
    const call = this.#call('prune', kind, ['keep', 'olderThan'])
    const { keep, olderThan }: { keep?: number; olderThan?: number } = kind
    if ((keep === undefined) === (olderThan === undefined))
      throw new TypeError(`Cannot ${call.action}: say keep or olderThan`)
    const now = this.#clock()
    const oldest =
      keep === undefined
        ? spanOf(call.period, new Date(now - checkAge(olderThan, call.action)), call.action)
        : spanAfter(
            call.period,
            spanOf(call.period, new Date(now), call.action),
            1 - checkLimit(keep, call.action, 10_000_000),
            call.action,
          )
    return this.#rows.removeRange({ ...rangeOf(call), high: keyOf(call, oldest.label) }, call)
  }

  #now(): Date {
    return new Date(this.#clock())
  }

  #call(what: string, kind: SnapshotKind, known: readonly string[]): KindCall {
    const action = `${what} ${this.#store}`
    checkOptions(kind, ['period', 'type', 'signal', ...known], action)
    return kindOf(kind, action)
  }
}
