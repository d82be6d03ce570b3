import type { SeriesPoint, Session } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { manualClock } from '../../manual-clock.ts'
import { rule, type Rule } from '../../rule.ts'

const weekly = { period: 'week', type: 'n' } as const

/** The rule's tenant at this time. Others go on with the clock that they share. */
const on = async (context: Context, time: number): Promise<Session> =>
  (await context.open({ clock: manualClock(time) })).tenant(context.tenant)

const filled = async (session: Session): Promise<void> => {
  const snapshots = session.snapshots('sales')
  // Out of order, as they come from an import.
  const weeks: readonly (readonly [string, number])[] = [
    ['2027-W01', 7],
    ['2026-W51', 1],
    ['2026-W53', 3],
  ]
  for (const [at, n] of weeks)
    await snapshots.record({ metrics: { n, parts: [n, 'text'] } }, { ...weekly, at })
  await snapshots.record({ forecast: { n: 2 } }, { ...weekly, at: '2026-W52' })
  await snapshots.record({ metrics: { n: 99 } }, { ...weekly, type: 'n2', at: '2026-W52' })
  await snapshots.record({ metrics: { n: 98 } }, { ...weekly, type: '', at: '2026-W52' })
}

const short = (points: readonly SeriesPoint[]): unknown[] =>
  points.map(({ label, metrics, forecast, isGap }) => [label, metrics, forecast, isGap])

export const snapshotSeries: readonly Rule[] = [
  rule({
    id: 'snapshots.series',
    title:
      'snapshots.series() gives the periods in order, with its gaps left out, empty, of zeros or carried on',
    present: async ({ session }) => {
      await filled(session)
      const snapshots = session.snapshots('sales')
      const between = { ...weekly, from: '2026-W50', to: new Date(Date.UTC(2027, 0, 10)) }
      const one = { n: 1, parts: [1, 'text'] }
      const three = { n: 3, parts: [3, 'text'] }
      const seven = { n: 7, parts: [7, 'text'] }
      const zero = { n: 0, parts: [0, null] }
      const recorded = [
        ['2026-W51', one, undefined, false],
        ['2026-W53', three, undefined, false],
        ['2027-W01', seven, undefined, false],
      ]
      expect(short(await snapshots.series(between))).toStrictEqual(recorded)
      const withGaps = (before: unknown, gap: unknown): unknown[] => [
        ['2026-W50', before, undefined, true],
        recorded[0],
        ['2026-W52', gap, { n: 2 }, true],
        recorded[1],
        recorded[2],
      ]
      expect(short(await snapshots.series({ ...between, fill: 'null' }))).toStrictEqual(
        withGaps(undefined, undefined),
      )
      expect(short(await snapshots.series({ ...between, fill: 'zero' }))).toStrictEqual(withGaps(zero, zero))
      expect(short(await snapshots.series({ ...between, fill: 'previous' }))).toStrictEqual(
        withGaps(undefined, one),
      )
      expect(await snapshots.series({ ...between, to: '2026-W49' })).toStrictEqual([])
      const single = await snapshots.series({ ...between, from: '2026-W53', to: '2026-W53' })
      expect(short(single)).toStrictEqual([recorded[1]])
    },
  }),
  rule({
    id: 'snapshots.last',
    title: 'snapshots.last() gives the newest with metrics up to an instant, the oldest of them first',
    present: async (context) => {
      const session = await on(context, Date.UTC(2027, 5, 1))
      await filled(session)
      const snapshots = session.snapshots('sales')
      const labels = async (count: number, at?: string): Promise<string[]> =>
        (await snapshots.last(count, { ...weekly, ...(at === undefined ? {} : { at }) })).map(
          ({ label }) => label,
        )
      expect(await labels(2)).toStrictEqual(['2026-W53', '2027-W01'])
      expect(await labels(9)).toStrictEqual(['2026-W51', '2026-W53', '2027-W01'])
      expect(await labels(1, '2026-W52')).toStrictEqual(['2026-W51'])
      expect(await labels(1, '2026-W50')).toStrictEqual([])
    },
  }),
  rule({
    id: 'snapshots.compare',
    title: 'snapshots.compare() puts the numbers of two snapshots side by side, with change and ratio',
    present: async ({ session }) => {
      const snapshots = session.snapshots('sales')
      const day = { period: 'day' } as const
      const before = { a: 4, b: { c: 0, d: 'x' }, list: [1, 2], gone: 5 }
      const after = { a: 5, b: { c: 2, d: 'y' }, list: [1], come: -1 }
      await snapshots.record({ metrics: before }, { ...day, at: '2026-01-01' })
      await snapshots.record({ metrics: after }, { ...day, at: '2026-01-02' })
      expect(await snapshots.compare('2026-01-01', '2026-01-02', day)).toStrictEqual([
        { path: ['a'], before: 4, after: 5, change: 1, ratio: 0.25 },
        { path: ['b', 'c'], before: 0, after: 2, change: 2 },
        { path: ['list', 0], before: 1, after: 1, change: 0, ratio: 0 },
        { path: ['list', 1], before: 2 },
        { path: ['gone'], before: 5 },
        { path: ['come'], after: -1 },
      ])
    },
  }),
  rule({
    id: 'snapshots.prune',
    title: 'snapshots.prune() keeps the newest periods, or those that ended within a time, of its kind alone',
    present: async (context) => {
      const session = await on(context, Date.UTC(2027, 0, 6))
      await filled(session)
      const snapshots = session.snapshots('sales')
      const day = 86_400_000
      expect(await snapshots.prune({ ...weekly, keep: 3 })).toBe(1)
      expect(await snapshots.prune({ ...weekly, olderThan: 2 * day + 1 })).toBe(1)
      expect((await snapshots.last(9, weekly)).map(({ label }) => label)).toStrictEqual([
        '2026-W53',
        '2027-W01',
      ])
      expect(await snapshots.prune({ ...weekly, keep: 1 })).toBe(1)
      expect(await snapshots.last(9, { ...weekly, type: 'n2' })).toHaveLength(1)
      expect(await snapshots.last(9, { ...weekly, type: '' })).toHaveLength(1)
    },
  }),
  rule({
    id: 'snapshots.transaction',
    title: 'snapshots on a transaction are recorded with its commit, and apart from other stores and tenants',
    present: async (context) => {
      const { session, db } = context
      const year = { period: 'year', at: '2026' } as const
      const undone = new Error('undone')
      const rolledBack = session.transaction(async (tx) => {
        await tx.snapshots('s').record({ metrics: 1 }, year)
        expect((await tx.snapshots('s').get(year))?.metrics).toBe(1)
        throw undone
      })
      await expect(rolledBack).rejects.toBe(undone)
      expect(await session.snapshots('s').get(year)).toBeUndefined()
      const hostile = 'o\'"\\%_é😀'
      await session.snapshots(hostile).record({ metrics: 1 }, { ...year, type: hostile })
      await session.snapshots(`${hostile}2`).record({ metrics: 2 }, { ...year, type: hostile })
      await db
        .tenant(context.name())
        .snapshots(hostile)
        .record({ metrics: 3 }, { ...year, type: hostile })
      expect((await session.snapshots(hostile).get({ ...year, type: hostile }))?.metrics).toBe(1)
      expect((await session.snapshots(hostile).get({ ...year, type: hostile }))?.type).toBe(hostile)
    },
  }),
]
