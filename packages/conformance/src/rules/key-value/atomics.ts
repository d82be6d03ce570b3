import { expect } from 'vitest'
import { failureOf, keysOf, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const keyValueAtomics: readonly Rule[] = [
  rule({
    id: 'key-value.atomic.together',
    title: 'keyValue.atomic() sets, deletes and increments together, under one version',
    present: async (context) => {
      const store = context.store<number>()
      await store.setMany([
        ['gone', 1],
        ['count', 5],
      ])
      const result = await store
        .atomic()
        .set('a', 1)
        .set('b', 2)
        .delete('gone')
        .delete('never')
        .increment('count', 3)
        .increment('new')
        .commit()
      expect(result.ok).toBe(true)
      expect(await store.getMany(['a', 'b', 'gone', 'count', 'new'])).toStrictEqual([1, 2, undefined, 8, 1])
      expect([(await store.entry('a'))?.version, (await store.entry('count'))?.version]).toStrictEqual(
        result.ok ? [result.version, result.version] : [],
      )
    },
  }),
  rule({
    id: 'key-value.atomic.checks',
    title: 'keyValue.atomic() with a failed check writes nothing and names the keys that failed',
    present: async (context) => {
      const store = context.store<number>()
      const { version } = await store.set('a', 1)
      await store.set('b', 1)
      const result = await store
        .atomic()
        .check('a', version)
        .check('b', version)
        .check('c', version)
        .check('a2', undefined)
        .set('a', 2)
        .set('new', 2)
        .commit()
      expect(result).toStrictEqual({ ok: false, failed: ['b', 'c'] })
      expect(await store.getMany(['a', 'b', 'new'])).toStrictEqual([1, 1, undefined])
      expect(await store.atomic().check('a', undefined).set('new', 2).commit()).toStrictEqual({
        ok: false,
        failed: ['a'],
      })
      expect((await store.atomic().check('a', version).check('c', undefined).set('a', 2).commit()).ok).toBe(
        true,
      )
    },
  }),
  rule({
    id: 'key-value.atomic.tuple-failed',
    title: 'keyValue.atomic() names a failed tuple key as it was given',
    present: async (context) => {
      const store = context.store<number>()
      await store.set(['a', '1'], 1)
      expect(await store.atomic().check(['a', '1'], undefined).set('x', 1).commit()).toStrictEqual({
        ok: false,
        failed: [['a', '1']],
      })
    },
  }),
  rule({
    id: 'key-value.atomic.one-winner',
    title: 'keyValue.atomic().check() lets exactly one of N concurrent callers win',
    present: async (context) => {
      const store = context.store<number>()
      const { version } = await store.set('lock', 0)
      const tries = Array.from({ length: 16 }, (_, caller) =>
        store
          .atomic()
          .check('lock', version)
          .set('lock', caller)
          .set(`won-${caller}`, 1)
          .increment('wins')
          .commit(),
      )
      const results = await Promise.all(tries)
      expect(results.filter((result) => result.ok)).toHaveLength(1)
      expect(await store.get('wins')).toBe(1)
      expect(await keysOf(store.list({ prefix: 'won-' }))).toStrictEqual([`won-${await store.get('lock')}`])
    },
  }),
  rule({
    id: 'key-value.atomic.bank',
    title:
      'keyValue.atomic() moves amounts between accounts by concurrent callers without making or losing any',
    present: async (context) => {
      const store = context.store<number>()
      const accounts = ['a', 'b', 'c', 'd']
      await store.setMany(accounts.map((account) => [account, 100]))
      const move = async (caller: number): Promise<void> => {
        for (let round = 0; round < 8; round += 1) {
          const from = accounts[(caller + round) % 4] ?? 'a'
          const to = accounts[(caller + round + 1 + (round % 3)) % 4] ?? 'b'
          await store.atomic().increment(from, -3).increment(to, 3).commit()
        }
      }
      await Promise.all([0, 1, 2, 3, 4, 5].map(move))
      const total = (await store.getMany(accounts)).reduce((sum: number, amount) => sum + (amount ?? 0), 0)
      expect(total).toBe(400)
    },
  }),
  rule({
    id: 'key-value.atomic.no-half',
    title: 'keyValue.atomic() whose increment fails writes nothing of the rest',
    present: async (context) => {
      const store = context.store<number | string>()
      await store.setMany([
        ['full', Number.MAX_SAFE_INTEGER],
        ['text', 'a'],
      ])
      await refusal('out-of-range', () => store.atomic().set('a', 1).increment('full').set('b', 1).commit())
      await refusal('invalid-value', () => store.atomic().set('a', 1).increment('text').set('b', 1).commit())
      expect(await keysOf(store.list())).toStrictEqual(['full', 'text'])
    },
  }),
  rule({
    id: 'key-value.atomic.once-a-key',
    title: 'keyValue.atomic() refuses to change a key twice as misuse',
    present: async (context) => {
      const store = context.store<number>()
      await misuse(() => store.atomic().set('a', 1).set('a', 2).commit())
      await misuse(() => store.atomic().set('a', 1).delete('a').commit())
      await misuse(() => store.atomic().increment('a').set(['a'], 2).commit())
      expect(await store.has('a')).toBe(false)
    },
  }),
  rule({
    id: 'key-value.atomic.only-checks',
    title: 'keyValue.atomic() may hold checks only, or nothing',
    present: async (context) => {
      const store = context.store<number>()
      const { version } = await store.set('a', 1)
      expect((await store.atomic().check('a', version).commit()).ok).toBe(true)
      expect((await store.atomic().check('a', 'other').commit()).ok).toBe(false)
      expect((await store.atomic().commit()).ok).toBe(true)
      expect((await store.entry('a'))?.version).toBe(version)
    },
  }),
  rule({
    id: 'key-value.atomic.in-transaction',
    title: 'keyValue.atomic() inside a transaction disappears with it',
    present: async (context) => {
      const store = context.store<number>()
      const thrown = new Error('no')
      const body = context.session.transaction(async (tx) => {
        expect(
          (await tx.keyValue<number>('items').atomic().check('a', undefined).set('a', 1).commit()).ok,
        ).toBe(true)
        expect(await tx.keyValue<number>('items').get('a')).toBe(1)
        throw thrown
      })
      expect(await failureOf(() => body)).toBe(thrown)
      expect(await store.has('a')).toBe(false)
    },
  }),
]
