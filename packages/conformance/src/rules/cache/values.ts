import type { Key } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const hostile: readonly Key[] = [
  'a%',
  'a_',
  'aX',
  'a%b',
  'a\\',
  "a'b",
  'a"b',
  'a😀',
  'a\uFFFF',
  ['a', ''],
  ['a', '%'],
  ['a', 'b\u0001c'],
  '%',
  '_',
]

const whole = {
  '~standard': {
    version: 1 as const,
    vendor: 'rule',
    validate: (value: unknown) =>
      Number.isInteger(value) ? { value: value as number } : { issues: [{ message: 'no' }] },
  },
}

export const cacheValues: readonly Rule[] = [
  rule({
    id: 'cache.values',
    title:
      'cache.get() gives back what set() was given, null and falsy values too, and undefined for nothing',
    present: async ({ session }) => {
      const cache = session.cache('items')
      expect(await cache.get('k')).toBeUndefined()
      const given = { list: [1, { deep: 'é😀' }], none: null }
      for (const value of [null, false, 0, -0, '', [], given]) {
        await cache.set('k', value)
        expect(await cache.get('k')).toStrictEqual(value)
      }
      const copy = await cache.get<typeof given>('k')
      copy!.list.pop()
      expect(await cache.get('k')).toStrictEqual(given)
      for (const wrong of [undefined, Number.NaN, new Date(), 'a\u0000'])
        await refusal('invalid-value', () => cache.set('k', wrong))
      expect(await cache.get('k')).toStrictEqual(given)
    },
  }),
  rule({
    id: 'cache.many',
    title: 'cache.getMany() and deleteMany() take keys in any order and number, repeated ones too',
    present: async ({ session }) => {
      const cache = session.cache<number>('items')
      await Promise.all([1, 2, 3].map((n) => cache.set(`k${n}`, n)))
      expect(await cache.getMany(['k3', 'no', 'k1', 'k3'])).toStrictEqual([3, undefined, 1, 3])
      expect(await cache.getMany([])).toStrictEqual([])
      await cache.deleteMany(['k1', 'no', 'k3', 'k1'])
      expect(await cache.getMany(['k1', 'k2', 'k3'])).toStrictEqual([undefined, 2, undefined])
      await cache.deleteMany([])
      await cache.delete('no')
      await cache.delete('k2')
      expect(await cache.get('k2')).toBeUndefined()
    },
  }),
  rule({
    id: 'cache.order',
    title: 'cache.set() and delete() of one session apply in the order of their calls',
    present: async ({ session }) => {
      const cache = session.cache<number>('items')
      await Promise.all([cache.set('k', 1, { tags: ['t'] }), cache.delete('k'), cache.set('k', 2)])
      expect(await cache.get('k')).toBe(2)
      await Promise.all([cache.set('k', 3), cache.set('k', 4, { tags: ['t'] }), cache.delete('k')])
      expect(await cache.get('k')).toBeUndefined()
    },
  }),
  rule({
    id: 'cache.prefix',
    title: 'cache.deleteByPrefix() takes wildcards for plain characters, and elements of tuples whole',
    present: async ({ session }) => {
      const cache = session.cache<number>('items')
      const fill = () => Promise.all(hostile.map((key, index) => cache.set(key, index)))
      const left = async (): Promise<readonly Key[]> => {
        const values = await cache.getMany(hostile)
        return hostile.filter((_, index) => values[index] === undefined)
      }
      await fill()
      expect(await cache.deleteByPrefix('a%')).toBe(2)
      expect(await left()).toStrictEqual(['a%', 'a%b'])
      await fill()
      expect(await cache.deleteByPrefix('_')).toBe(1)
      expect(await left()).toStrictEqual(['_'])
      await fill()
      expect(await cache.deleteByPrefix(['a'])).toBe(3)
      expect(await cache.get('a%')).toBe(0)
      await fill()
      expect(await cache.deleteByPrefix('a')).toBe(hostile.length - 2)
      expect(await cache.deleteByPrefix('a')).toBe(0)
      expect(await cache.clear()).toBe(2)
    },
  }),
  rule({
    id: 'cache.apart',
    title: 'caches of other names and tenants are other caches, for every way to invalidate too',
    present: async (context) => {
      const others = [
        ...['items2', 'item', 'i%', '%', 'o\'"\\_'].map((name) => context.session.cache(name)),
        context.db.tenant(context.name()).cache('items'),
      ]
      const cache = context.session.cache('items')
      for (const one of [cache, ...others]) await one.set('k', 'v', { tags: ['t'] })
      await cache.deleteByTag('t')
      await cache.deleteByPrefix('k')
      await cache.delete('k')
      await cache.clear()
      expect(await cache.get('k')).toBeUndefined()
      for (const other of others) {
        expect(await other.get('k')).toBe('v')
        expect(await other.clear()).toBe(1)
      }
    },
  }),
  rule({
    id: 'cache.schema',
    title: 'a schema of a cache checks what is set, loaded and read',
    present: async ({ session }) => {
      const cache = session.cache('items', { schema: whole })
      await refusal('invalid-value', () => cache.set('k', 1.5))
      await refusal('invalid-value', () => cache.getOrSet('k', () => 1.5))
      expect(await cache.getOrSet('k', () => 2)).toBe(2)
      await session.cache('items').set('k', 'text')
      await refusal('invalid-value', () => cache.get('k'))
      await refusal('invalid-value', () => cache.getMany(['k']))
    },
  }),
  rule({
    id: 'cache.misuse',
    title: 'a cache refuses what can never be right before anything is asked of the engine',
    present: async ({ session }) => {
      const cache = session.cache('items')
      const load = () => 1
      await misuse(() => session.cache(''))
      await misuse(() => session.cache('items', { size: 1 } as never))
      await misuse(() => session.cache('items', { schema: {} as never }))
      await misuse(() => cache.get(''))
      await misuse(() => cache.getMany('k' as never))
      await misuse(() => cache.getOrSet('k', 'load' as never))
      await misuse(() => cache.deleteByPrefix(''))
      await misuse(() => cache.deleteByTag(''))
      await misuse(() => cache.deleteByTag([7] as never))
      await misuse(() => cache.set('k', 1, { tags: 't' as never }))
      await misuse(() => cache.set('k', 1, { tags: Array.from({ length: 65 }, (_, n) => `t${n}`) }))
      await misuse(() => cache.set('k', 1, { hardTimeout: 1 } as never))
      for (const wrong of [0, -1, 1.5, '5']) await misuse(() => cache.set('k', 1, { ttl: wrong as never }))
      for (const wrong of [-0.1, 1.1, Number.NaN, '1'])
        await misuse(() => cache.set('k', 1, { jitter: wrong as never }))
      await misuse(() => cache.set('k', 1, { grace: -1 }))
      await misuse(() => cache.getOrSet('k', load, { softTimeout: -1 }))
      await misuse(() => cache.getOrSet('k', load, { hardTimeout: 1.5 }))
      await misuse(() => cache.getOrSet('k', load, { lease: 0 }))
      await misuse(() => cache.getOrSet('k', load, { coordinate: 'host' as never }))
      await misuse(() => cache.getOrSet('k', load, { staleWhileRevalidate: 1 as never }))
      await misuse(() => cache.prune({ limit: 0 }))
      await misuse(() => cache.prune({ budget: -1 }))
      await misuse(() => cache.memoize(() => 1))
      expect(await cache.get('k')).toBeUndefined()
    },
  }),
]
