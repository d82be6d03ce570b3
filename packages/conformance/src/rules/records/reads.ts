import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { hostileKeys } from '../key-value/hostile-keys.ts'
import { people, things } from './shapes.ts'

export const recordsReads: readonly Rule[] = [
  rule({
    id: 'records.get.missing',
    title:
      'get() and find() of a row that is not there are undefined, getOrThrow() throws not-found and quotes no key',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      expect([await records.get('secret-key'), await records.find({ id: 'secret-key' })]).toStrictEqual([
        undefined,
        undefined,
      ])
      const error = await refusal('not-found', () => records.getOrThrow('secret-key'))
      expect(error.message).not.toContain('secret-key')
      expect([error.retryable, error.outcome]).toStrictEqual([false, 'not-applied'])
      const row = await records.insert({ id: 'secret-key', email: 'e' })
      expect(await records.getOrThrow('secret-key')).toStrictEqual(row)
    },
  }),
  rule({
    id: 'records.get.hostile-keys',
    title: 'get(), update() and delete() with hostile texts as keys find exactly their row',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      const ids = ['', ...hostileKeys]
      await records.insertMany(ids.map((id) => ({ id, email: `${id}@`, city: id })))
      expect((await records.list({ limit: 1_000 })).map(({ id }) => id)).toStrictEqual(ids)
      for (const id of ids) {
        expect((await records.get(id))?.city).toBe(id)
        expect((await records.update(id, { city: `${id}!` }))?.city).toBe(`${id}!`)
        expect((await records.find({ city: `${id}!` }))?.id).toBe(id)
      }
      for (const id of ids) expect(await records.delete(id)).toBe(true)
      expect(await records.count()).toBe(0)
    },
  }),
  rule({
    id: 'records.get.long-key',
    title:
      'a text of two thousand bytes can be a key and a unique value; a much longer one too, or it throws too-large',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      const long = context.random.letters(2_000)
      await records.insert({ id: long, email: long })
      expect((await records.get(long))?.email).toBe(long)
      await refusal('duplicate', () => records.insert({ id: 'other', email: long }))
      const longer = context.random.letters(50_000)
      const outcome = await records
        .insert({ id: longer, email: 'longer' })
        .catch((error: { code?: string }) => error.code)
      if (typeof outcome === 'string') expect(outcome).toBe('too-large')
      else expect((await records.get(longer))?.id).toBe(longer)
    },
  }),
  rule({
    id: 'records.read.own-writes',
    title: 'a read sees every write whose promise has resolved, also through another session of the handle',
    present: async (context) => {
      const table = things(context.name())
      const records = await context.records(table)
      const other = context.db.tenant(context.name()).records(table)
      for (let id = 0; id < 10; id += 1) {
        await records.insert({ id, n: id })
        expect((await other.get(id))?.n).toBe(id)
        await other.update(id, { n: -id - 1 })
        expect((await records.get(id))?.n).toBe(-id - 1)
        expect(await records.count()).toBe(id + 1)
      }
    },
  }),
  rule({
    id: 'records.read.find-order',
    title:
      'find() gives the first row of its order, exists() and count() answer for any filter, list() keeps to its limit',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      await records.insertMany([3, 1, 2].map((id) => ({ id, n: 10 - id, label: 'x' })))
      expect((await records.find({ label: 'x' }))?.id).toBe(1)
      expect((await records.find({ label: 'x' }, { orderBy: ['n'] }))?.id).toBe(3)
      expect(await records.find({ label: 'x' }, { orderBy: [['id', 'desc']], select: ['n'] })).toStrictEqual({
        n: 7,
      })
      expect([
        await records.exists({ n: 9 }),
        await records.exists({ n: 1 }),
        await records.exists({}),
      ]).toStrictEqual([true, false, true])
      expect([await records.count(), await records.count({ n: { gt: 7 } })]).toStrictEqual([3, 2])
      expect((await records.list({ limit: 2, orderBy: [['n', 'desc']] })).map(({ id }) => id)).toStrictEqual([
        1, 2,
      ])
    },
  }),
  rule({
    id: 'records.read.repeated',
    title: 'reads that were first made of an empty table see the rows that come, go, and change sides later',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      const answers = async (): Promise<unknown[]> => [
        await records.count(),
        (await records.list()).length,
        (await records.page()).items.length,
        await records.exists({}),
        await records.count({ age: null }),
        await records.count({ age: { ne: null } }),
        await records.count({}, { include: 'deleted' }),
        (await records.aggregate({ select: { n: { count: true, where: { city: null } } } })).n,
        (await records.group({ by: ['city'], select: { n: { count: true } } })).length,
      ]
      const expectSteady = async (expected: unknown[]): Promise<void> => {
        for (let round = 0; round < 3; round += 1) expect(await answers()).toStrictEqual(expected)
      }
      await expectSteady([0, 0, 0, false, 0, 0, 0, 0, 0])
      await records.insertMany([
        { id: 'a', email: 'a', age: 1 },
        { id: 'b', email: 'b', city: 'x' },
      ])
      await expectSteady([2, 2, 2, true, 1, 1, 0, 1, 2])
      await records.deleteWhere({ not: { or: [] } })
      await expectSteady([0, 0, 0, false, 0, 0, 2, 0, 0])
      await records.restore('a')
      await records.update('a', { age: null })
      await expectSteady([1, 1, 1, true, 1, 0, 1, 1, 1])
    },
  }),
]
