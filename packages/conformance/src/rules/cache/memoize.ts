import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const cacheMemoize: readonly Rule[] = [
  rule({
    id: 'cache.memoize',
    title: 'cache.memoize() runs a function once for equal arguments, under its name, and can forget',
    present: async ({ session }) => {
      const cache = session.cache('items')
      const calls: unknown[] = []
      const area = async (width: number, height: number): Promise<number> => {
        calls.push([width, height])
        return width * height
      }
      const kept = cache.memoize(area, { ttl: 60_000 })
      const answers = await Promise.all([kept(2, 3), kept(2, 3), kept(3, 2), kept(0, 5)])
      expect(answers).toStrictEqual([6, 6, 6, 0])
      expect(calls.map(String).sort()).toStrictEqual(['0,5', '2,3', '3,2'])
      // Another handle with the same name finds the same results.
      expect(await session.cache('items').memoize(area)(0, 5)).toBe(0)
      await kept.delete(2, 3)
      await kept(2, 3)
      expect(calls).toHaveLength(4)
      const other = cache.memoize((n: number) => n, { name: 'other' })
      expect(await other(2)).toBe(2)
      expect(await kept.clear()).toBe(3)
      expect(await cache.deleteByPrefix(['other'])).toBe(1)
    },
  }),
  rule({
    id: 'cache.memoize.key',
    title: 'cache.memoize() takes its key from key(), and else from the arguments, however long they are',
    present: async ({ session }) => {
      const cache = session.cache('items')
      let runs = 0
      const named = cache.memoize((user: { readonly id: string; at?: Date }) => `${user.id} ${(runs += 1)}`, {
        name: 'named',
        key: ({ id }) => ['user', id],
      })
      expect(await named({ id: 'a', at: new Date() })).toBe('a 1')
      expect(await named({ id: 'a' })).toBe('a 1')
      expect(await named({ id: 'b' })).toBe('b 2')
      const long = cache.memoize((text: string) => text.length, { name: 'long' })
      expect(await Promise.all(['x'.repeat(10_000), `${'x'.repeat(9_999)}y!`].map(long))).toStrictEqual([
        10_000, 10_001,
      ])
      const failing = cache.memoize(() => Promise.reject(new Error('no')), { name: 'failing' })
      await expect(failing()).rejects.toThrow('no')
      const open = cache.memoize((a: number, b?: number) => `${a} ${b} ${(runs += 1)}`, { name: 'open' })
      expect(await open(1)).toBe(await open(1, undefined))
      const wrong = cache.memoize((n: number) => n, { name: 'wrong', key: (n) => n as never })
      await expect(wrong(1)).rejects.toThrow(/^Cannot memoize/)
      const dated = cache.memoize((at: Date) => at.getTime(), { name: 'dated' })
      await refusal('invalid-value', () => dated(new Date()))
    },
  }),
]
