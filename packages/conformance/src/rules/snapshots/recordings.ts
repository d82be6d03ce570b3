import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { manualClock } from '../../manual-clock.ts'
import { rule, type Rule } from '../../rule.ts'

const utc = (text: string): Date => new Date(`${text}Z`)

export const snapshotRecordings: readonly Rule[] = [
  rule({
    id: 'snapshots.record',
    title:
      'snapshots.record() keeps one snapshot a period and type: recorded again it is replaced, not repeated',
    present: async (context) => {
      // A clock of its own: others go on with the one that they share.
      const clock = manualClock(utc('2026-11-21T09:30').getTime())
      const session = (await context.open({ clock })).tenant(context.tenant)
      const sales = session.snapshots<{ total: number }>('sales')
      const kind = { period: 'week', type: 'north' } as const
      expect(await sales.get(kind)).toBeUndefined()
      await sales.record({ metrics: { total: 1 } }, kind)
      clock.advance(5)
      await sales.record({ metrics: { total: 2 } }, kind)
      await sales.record({ metrics: { total: 2 } }, kind)
      expect(await sales.get(kind)).toStrictEqual({
        period: 'week',
        type: 'north',
        label: '2026-W47',
        start: utc('2026-11-16T00:00'),
        end: utc('2026-11-23T00:00'),
        metrics: { total: 2 },
        createdAt: new Date(clock() - 5),
        updatedAt: new Date(clock()),
      })
      expect(await sales.last(10, kind)).toHaveLength(1)
      expect(await sales.get({ ...kind, type: 'south' })).toBeUndefined()
      expect(await sales.get({ ...kind, period: 'day' })).toBeUndefined()
      expect(await sales.delete({ ...kind, at: '2026-W47' })).toBe(true)
      expect(await sales.delete({ ...kind, at: '2026-W47' })).toBe(false)
    },
  }),
  rule({
    id: 'snapshots.forecast',
    title: 'snapshots.record() of metrics leaves the forecast as it is, and the other way about',
    present: async ({ session }) => {
      const sales = session.snapshots('sales')
      const kind = { period: 'month', at: '2031-02' } as const
      await sales.record({ forecast: { total: 5 } }, kind)
      await sales.record({ metrics: { total: 4, nothing: null } }, kind)
      await sales.record({ forecast: { total: 6 } }, kind)
      const found = await sales.get(kind)
      expect([found?.metrics, found?.forecast]).toStrictEqual([{ total: 4, nothing: null }, { total: 6 }])
      await sales.record({ metrics: null }, kind)
      expect((await sales.get(kind))?.metrics).toBeNull()
    },
  }),
  rule({
    id: 'snapshots.periods',
    title:
      'snapshots take an instant for the period that it lies in, in UTC and by ISO 8601, at the ends of years too',
    present: async ({ session }) => {
      const snapshots = session.snapshots('calendar')
      // 53 weeks in 2020 and 2026; the first days of 2021 and 2027 belong to them.
      const cases = [
        ['hour', '2024-02-29T23:59:59.999', '2024-02-29T23', '2024-02-29T23:00', '2024-03-01T00:00'],
        ['day', '2026-03-29T01:30', '2026-03-29', '2026-03-29T00:00', '2026-03-30T00:00'],
        ['week', '2021-01-03T23:59:59.999', '2020-W53', '2020-12-28T00:00', '2021-01-04T00:00'],
        ['week', '2021-01-04T00:00', '2021-W01', '2021-01-04T00:00', '2021-01-11T00:00'],
        ['week', '2027-01-03T12:00', '2026-W53', '2026-12-28T00:00', '2027-01-04T00:00'],
        ['week', '2024-12-30T00:00', '2025-W01', '2024-12-30T00:00', '2025-01-06T00:00'],
        ['month', '2024-02-29T12:00', '2024-02', '2024-02-01T00:00', '2024-03-01T00:00'],
        ['quarter', '2025-12-31T23:59', '2025-Q4', '2025-10-01T00:00', '2026-01-01T00:00'],
        ['year', '0099-06-01T00:00', '0099', '0099-01-01T00:00', '0100-01-01T00:00'],
      ] as const
      for (const [period, instant, label, start, end] of cases) {
        await snapshots.record({ metrics: instant }, { period, at: utc(instant), type: label })
        const found = await snapshots.get({ period, at: label, type: label })
        expect([found?.label, found?.start, found?.end, found?.metrics], instant).toStrictEqual([
          label,
          utc(start),
          utc(end),
          instant,
        ])
      }
    },
  }),
  rule({
    id: 'snapshots.misuse',
    title:
      'snapshots refuse what can never be right: periods, labels of days that do not exist, empty recordings',
    present: async ({ session, limits }) => {
      const snapshots = session.snapshots('sales')
      const day = { period: 'day' } as const
      await misuse(() => session.snapshots(''))
      await misuse(() => session.snapshots('sales', { schema: {} as never }))
      await misuse(() => snapshots.record({}, day))
      await misuse(() => snapshots.record({ metric: 1 } as never, day))
      await misuse(() => snapshots.record({ metrics: 1 }, {} as never))
      await misuse(() => snapshots.record({ metrics: 1 }, { period: 'decade' as never }))
      await misuse(() => snapshots.record({ metrics: 1 }, { period: '__proto__' as never }))
      for (const at of ['2026-02-30', '2026-2-3', '26-02-03', '2026-W01', '', '0000-01-01'])
        await misuse(() => snapshots.record({ metrics: 1 }, { ...day, at }))
      await misuse(() => snapshots.record({ metrics: 1 }, { period: 'week', at: '2025-W53' }))
      await misuse(() => snapshots.record({ metrics: 1 }, { ...day, at: new Date(Number.NaN) }))
      await misuse(() => snapshots.record({ metrics: 1 }, { ...day, at: 5 as never }))
      await misuse(() => snapshots.last(0, day))
      await misuse(() => snapshots.series({ ...day, from: '2026-01-01', fill: 'last' as never }))
      await misuse(() => snapshots.prune({ ...day } as never))
      await misuse(() => snapshots.prune({ ...day, keep: 1, olderThan: 1 }))
      await refusal('invalid-value', () => snapshots.record({ metrics: { a: Number.NaN } }, day))
      await refusal('too-large', () => snapshots.record({ metrics: 'x'.repeat(limits.valueBytes) }, day))
      await refusal('too-large', () => snapshots.series({ ...day, from: '1950-01-01', to: '2026-01-01' }))
      await refusal('not-found', () => snapshots.compare('2026-01-01', '2026-01-02', day))
      expect(await snapshots.last(1, day)).toStrictEqual([])
    },
  }),
  rule({
    id: 'snapshots.schema',
    title: 'snapshots with a schema keep and give only what it takes',
    present: async ({ session }) => {
      const whole = (value: unknown): value is { n: number } =>
        typeof value === 'object' && value !== null && Number.isInteger((value as { n?: unknown }).n)
      const schema = {
        '~standard': {
          version: 1,
          vendor: 'test',
          validate: (value: unknown) => (whole(value) ? { value } : { issues: [{ message: 'no' }] }),
        },
      } as const
      const checked = session.snapshots<{ n: number }>('sales', { schema })
      const kind = { period: 'year', at: '2026' } as const
      await refusal('invalid-value', () => checked.record({ metrics: { n: 1.5 } }, kind))
      await checked.record({ metrics: { n: 1 } }, kind)
      await session.snapshots('sales').record({ metrics: { n: 'x' } }, { ...kind, at: '2027' })
      await refusal('invalid-value', () => checked.get({ ...kind, at: '2027' }))
      expect((await checked.get(kind))?.metrics).toStrictEqual({ n: 1 })
    },
  }),
]
