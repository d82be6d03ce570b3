import type { Period, SeriesPoint, SeriesQuery, Snapshot } from '../contracts/snapshots.ts'
import { zeros } from './metric-changes.ts'
import { spanAfter, type Span } from './period.ts'

/** The points from `from` to `to`, from the snapshots that were recorded there. */
export const seriesOf = <M, F>(
  recorded: readonly Snapshot<M, F>[],
  { period, from, to }: { readonly period: Period; readonly from: Span; readonly to: Span },
  fill: NonNullable<SeriesQuery['fill']>,
  action: string,
): SeriesPoint<M, F>[] => {
  const byLabel = new Map(recorded.map((snapshot) => [snapshot.label, snapshot]))
  const first = recorded.find(({ metrics }) => metrics !== undefined)?.metrics
  const points: SeriesPoint<M, F>[] = []
  let latest: M | undefined
  for (let span = from; span.start <= to.start; span = spanAfter(period, span, 1, action)) {
    const { metrics, forecast } = byLabel.get(span.label) ?? {}
    const isGap = metrics === undefined
    latest = metrics ?? latest
    if (isGap && fill === 'none') continue
    const filled = isGap ? fillOf(fill, latest, first) : metrics
    points.push({
      label: span.label,
      start: new Date(span.start),
      end: new Date(span.end),
      isGap,
      ...(filled === undefined ? {} : { metrics: filled }),
      ...(forecast === undefined ? {} : { forecast }),
    })
  }
  return points
}

const fillOf = <M>(
  fill: 'null' | 'zero' | 'previous' | 'none',
  latest: M | undefined,
  first: M | undefined,
): M | undefined => {
  if (fill === 'previous') return latest === undefined ? undefined : structuredClone(latest)
  if (fill !== 'zero') return undefined
  const shape = latest ?? first
  return shape === undefined ? undefined : (zeros(shape) as M)
}
