import { expect } from 'vitest'
import { misuse } from '../../failures.ts'
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
]
