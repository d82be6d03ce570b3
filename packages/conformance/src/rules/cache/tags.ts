import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const cacheTags: readonly Rule[] = [
  rule({
    id: 'cache.tags',
    title: 'cache.deleteByTag() invalidates exactly what was written with one of the tags before',
    present: async ({ session }) => {
      const cache = session.cache<number>('items')
      await cache.set('none', 0)
      await cache.set('a', 1, { tags: ['a'] })
      await cache.set('b', 2, { tags: ['b', 'a%'] })
      await cache.set('ab', 3, { tags: ['a', 'b', 'a'] })
      await cache.getOrSet('loaded', () => 4, { tags: ['a'] })
      const all = ['none', 'a', 'b', 'ab', 'loaded']
      await cache.deleteByTag('unknown')
      await cache.deleteByTag([])
      expect(await cache.getMany(all)).toStrictEqual([0, 1, 2, 3, 4])
      await cache.deleteByTag('a')
      expect(await cache.getMany(all)).toStrictEqual([0, undefined, 2, undefined, undefined])
      expect(await Promise.all(all.map((key) => cache.get(key)))).toStrictEqual(await cache.getMany(all))
      await cache.set('a', 5, { tags: ['a'] })
      expect(await cache.getOrSet('loaded', () => 6, { tags: ['a'] })).toBe(6)
      expect(await cache.getMany(all)).toStrictEqual([0, 5, 2, undefined, 6])
      await cache.deleteByTag(['a', 'a%'])
      expect(await cache.getMany(all)).toStrictEqual([0, undefined, undefined, undefined, undefined])
    },
  }),
  rule({
    id: 'cache.tags.hostile',
    title: 'tags are plain text: quotes, wildcards, control and astral characters name what they say',
    present: async ({ session }) => {
      const cache = session.cache<number>('items')
      const tags = [
        '"',
        "'",
        '\\',
        '%',
        '_',
        'a\u0001b',
        '\u0002',
        '😀',
        '{"a":1}',
        '$.a',
        'é',
        ' ',
        '__proto__',
      ]
      for (const [index, tag] of tags.entries()) await cache.set(`k${index}`, index, { tags: [tag] })
      await cache.set('all', 0, { tags })
      expect(await cache.get('all')).toBe(0)
      for (const [index, tag] of tags.entries()) {
        expect(await cache.get(`k${index}`), tag).toBe(index)
        await cache.deleteByTag(tag)
        expect(await cache.get(`k${index}`), tag).toBeUndefined()
        expect(await cache.get('all'), tag).toBeUndefined()
        await cache.set('all', 0, { tags })
      }
    },
  }),
  rule({
    id: 'cache.tags.pruned',
    title:
      'prune() of what tags leave behind never brings an invalidated value back, nor loses one that lives',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const cache = session.cache<number>('items')
      await cache.set('short', 1, { tags: ['t'], ttl: 1_000 })
      await cache.set('for-ever', 2, { tags: ['t', 'u'] })
      await cache.set('old', 3, { tags: ['v'] })
      await cache.deleteByTag(['v', 'w'])
      for (let day = 0; day < 3; day += 1) {
        clock.advance(86_400_000)
        await cache.prune()
        expect(await cache.getMany(['short', 'for-ever', 'old'])).toStrictEqual([undefined, 2, undefined])
      }
      await cache.set('old', 4, { tags: ['v', 'w'] })
      expect(await cache.get('old')).toBe(4)
    },
  }),
]
