import { expect } from 'vitest'
import { increment } from '@holdfast/core'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { activeAndGone } from './active-and-gone.ts'
import { methods } from './methods.ts'
import { people, things } from './shapes.ts'

export const recordsLocks: readonly Rule[] = [
  rule({
    id: 'records.for-update.counter',
    title:
      'forUpdate in concurrent transactions: what was read stays until the commit, so that a read and a write lose nothing',
    timeout: 60_000,
    present: async (context) => {
      const table = things(context.name())
      const records = await context.records(table)
      await records.insertMany([
        { id: 1, n: 0 },
        { id: 2, n: 0 },
      ])
      const add = (): Promise<void> =>
        context.session.transaction(async (tx) => {
          const inside = tx.records(table)
          const one = await inside.getOrThrow(1, { forUpdate: true })
          await inside.update(1, { n: (one.n ?? 0) + 1 })
          const [two] = await inside.list({ where: { id: 2 }, forUpdate: true })
          await inside.update(2, { n: (two?.n ?? 0) + 1 })
        })
      await Promise.all(Array.from({ length: 8 }, add))
      expect((await records.list()).map(({ n }) => n)).toStrictEqual([8, 8])
    },
  }),
  rule({
    id: 'records.for-update.methods',
    title:
      'get(), getOrThrow(), find(), list(), page() and offsetPage() take forUpdate in a transaction, and only there',
    present: async (context) => {
      const table = people(context.name())
      const records = await context.records(table)
      const row = await records.insert({ id: 'a', email: 'a' })
      await context.session.transaction(async (tx) => {
        const inside = tx.records(table)
        const forUpdate = true
        expect(await inside.get('a', { forUpdate })).toStrictEqual(row)
        expect(await inside.getOrThrow('a', { forUpdate })).toStrictEqual(row)
        expect(await inside.find({ email: 'a' }, { forUpdate })).toStrictEqual(row)
        expect(await inside.list({ forUpdate, orderBy: ['age'] })).toStrictEqual([row])
        expect((await inside.page({ forUpdate })).items).toStrictEqual([row])
        expect((await inside.offsetPage({ forUpdate, total: 'exact' })).items).toStrictEqual([row])
        expect(await inside.get('b', { forUpdate })).toBeUndefined()
      })
      await misuse(() => records.find({ email: 'a' }, { forUpdate: true }))
      await misuse(() => records.page({ forUpdate: true }))
      await misuse(() => records.get('a', { forUpdate: 1 as never }))
    },
  }),
  rule({
    id: 'records.for-update.read-only',
    title: 'forUpdate in a transaction that only reads throws read-only',
    present: async (context) => {
      const table = things(context.name())
      const records = await context.records(table)
      await records.insert({ id: 1 })
      const reading = { readOnly: true } as const
      const forUpdate = true
      const { session } = context
      await refusal('read-only', () =>
        session.transaction((tx) => tx.records(table).get(1, { forUpdate }), reading),
      )
      await refusal('read-only', () =>
        session.transaction((tx) => tx.records(table).page({ forUpdate }), reading),
      )
      expect(await session.transaction((tx) => tx.records(table).count(), reading)).toBe(1)
    },
  }),
  rule({
    id: 'records.signal.before',
    title: 'every method of records() whose signal is aborted already throws cancelled and does nothing',
    present: async (context) => {
      const { records } = await activeAndGone(context)
      const before = await records.list({ include: 'all' })
      const signal = AbortSignal.abort()
      for (const method of methods) {
        const error = await refusal('cancelled', () =>
          method.run(records, method.name === 'restore' ? 'gone' : 'a', { signal }),
        )
        expect(error.outcome).toBe('not-applied')
      }
      expect(await records.list({ include: 'all' })).toStrictEqual(before)
      for (const method of methods) {
        await misuse(() => method.run(records, 'a', { signal: 'soon' as never }))
      }
    },
  }),
  rule({
    id: 'records.signal.during',
    title: 'a signal that aborts while a method runs leaves all of it done or none',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      await records.insert({ id: -1, n: 0 })
      for (let round = 0; round < 6; round += 1) {
        const abort = new AbortController()
        const first = 1_000 * round
        const rows = function* () {
          for (let id = first; id < first + 600; id += 1) {
            if (id === first + 100 * round) abort.abort()
            yield { id, n: round }
          }
        }
        const outcome = await records
          .insertMany(rows(), { signal: abort.signal })
          .catch((error: { code?: string }) => error.code)
        expect(await records.count({ n: round, id: { gte: 0 } })).toBe(outcome === 600 ? 600 : 0)
        if (outcome !== 600) expect(outcome).toBe('cancelled')
        const later = new AbortController()
        const updating = records.update(-1, { n: increment(1) }, { signal: later.signal }).then(
          () => 'done',
          (error: { code?: string; outcome?: string }) => `${error.code} ${error.outcome}`,
        )
        later.abort()
        expect(['done', 'cancelled not-applied', 'cancelled unknown']).toContain(await updating)
      }
      expect((await records.get(-1))?.n).toBeLessThanOrEqual(6)
    },
  }),
]
