import { increment } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { amounts } from './amounts.ts'
import { people } from './shapes.ts'

const { MAX_SAFE_INTEGER: most, MAX_VALUE } = Number

export const recordsIncrements: readonly Rule[] = [
  rule({
    id: 'records.increment.kinds',
    title: 'increment() adds to an integer, bigint, real or decimal that is there, and a null stays null',
    present: async (context) => {
      const records = await context.records(amounts(context.name(), 6))
      await records.insertMany([{ id: 1, whole: 5, big: 2n ** 62n, ratio: 0.5, price: '1.50' }, { id: 2 }])
      const steps = {
        whole: increment(-7),
        big: increment(2n ** 62n - 1n),
        ratio: increment(0.25),
        price: increment('-1.75'),
      }
      expect(await records.update(1, steps)).toMatchObject({
        id: 1,
        whole: -2,
        big: 2n ** 63n - 1n,
        ratio: 0.75,
        price: '-0.25',
      })
      expect(await records.update(2, steps)).toMatchObject({
        id: 2,
        whole: null,
        big: null,
        ratio: null,
        price: null,
      })
      expect(
        await records.updateWhere({ id: { gte: 1 } }, { price: increment('0.25'), whole: increment(2) }),
      ).toBe(2)
      expect(await records.get(1)).toMatchObject({ whole: 0, price: '0.00' })
      expect(await records.update(1, { whole: increment(0), price: increment('0') })).toMatchObject({
        whole: 0,
        price: '0.00',
      })
    },
  }),
  rule({
    id: 'records.increment.range',
    title: 'increment() beyond the range of its column throws out-of-range and changes no row',
    present: async (context) => {
      const records = await context.records(amounts(context.name(), 6))
      await records.insertMany([
        { id: 1, whole: 0, big: 0n, ratio: 0, price: '0' },
        { id: 2, whole: most - 1, big: 2n ** 63n - 2n, ratio: MAX_VALUE, price: '9999.98' },
        { id: 3, whole: -most + 1, big: -(2n ** 63n) + 1n, ratio: -MAX_VALUE, price: '-9999.98' },
      ])
      const before = await records.list()
      const up = [
        { whole: increment(2) },
        { big: increment(2n) },
        { ratio: increment(MAX_VALUE) },
        { price: increment('0.02') },
      ]
      const down = [
        { whole: increment(-2) },
        { big: increment(-2n) },
        { ratio: increment(-MAX_VALUE) },
        { price: increment('-0.02') },
      ]
      for (const patch of up) {
        await refusal('out-of-range', () => records.update(2, patch))
        await refusal('out-of-range', () => records.updateWhere({ id: { gte: 1 } }, patch))
        await refusal('out-of-range', () => records.upsert({ id: 2 }, { update: patch }))
        await refusal('out-of-range', () => records.upsertMany([{ id: 1 }, { id: 2 }], { update: patch }))
      }
      for (const patch of down) await refusal('out-of-range', () => records.update(3, patch))
      expect(await records.list()).toStrictEqual(before)
      const edge = { whole: increment(1), big: increment(1n), price: increment('0.01') }
      expect(await records.update(2, edge)).toMatchObject({
        whole: most,
        big: 2n ** 63n - 1n,
        price: '9999.99',
      })
    },
  }),
  rule({
    id: 'records.increment.refused',
    title: 'increment() by what the column cannot hold, or of a column that is no number, is refused',
    present: async (context) => {
      const records = await context.records(amounts(context.name(), 6))
      await records.insert({ id: 1, whole: 1 })
      await refusal('invalid-value', () => records.update(1, { whole: increment(0.5) }))
      await refusal('out-of-range', () => records.update(1, { whole: increment(2 ** 53) }))
      await refusal('invalid-value', () => records.update(1, { price: increment('0.001') }))
      await refusal('invalid-value', () => records.update(1, { ratio: increment(Number.NaN) }))
      await misuse(() => records.update(1, { whole: increment('1') as never }))
      await misuse(() => records.update(1, { big: increment(1) as never }))
      await misuse(() => records.insert({ id: 2, whole: increment(1) as never }))
      const named = await context.records(people(context.name()))
      await named.insert({ id: 'a', email: 'a' })
      await misuse(() => named.update('a', { email: increment('b') as never }))
      expect([await records.count(), (await named.get('a'))?.email]).toStrictEqual([1, 'a'])
    },
  }),
  rule({
    id: 'records.increment.concurrent',
    title: 'increment() by concurrent callers, alone and in transactions, loses no step',
    present: async (context) => {
      const table = amounts(context.name(), 6)
      const records = await context.records(table)
      await records.insert({ id: 1, whole: 0, price: '0' })
      const caller = async (lane: number): Promise<void> => {
        for (let round = 0; round < 5; round += 1) {
          const patch = { whole: increment(1), price: increment('0.01') }
          if (lane % 2 === 0) await records.update(1, patch)
          else await context.session.transaction((tx) => tx.records(table).updateWhere({ id: 1 }, patch))
        }
      }
      await Promise.all(Array.from({ length: 12 }, (_, lane) => caller(lane)))
      expect(await records.get(1)).toMatchObject({ whole: 60, price: '0.60' })
    },
  }),
]
