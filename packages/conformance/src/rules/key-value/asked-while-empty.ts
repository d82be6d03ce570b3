import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

/** A plan that is kept must not keep what was true of the data when it was made. */
export const keyValueAskedWhileEmpty: readonly Rule[] = [
  rule({
    id: 'key-value.list.from-empty',
    title: 'keyValue.list(), get() and prune() of a database that was asked while it was empty see what came',
    present: async (context) => {
      const { db } = await context.fresh()
      const store = db.keyValue('items')
      const keys = async (): Promise<unknown[]> => {
        const found: unknown[] = []
        for await (const { key } of store.list()) found.push(key)
        return found
      }
      expect([await keys(), await store.get('a'), await store.prune()]).toStrictEqual([[], undefined, 0])
      await store.set('a', 1)
      expect([await keys(), await store.get('a')]).toStrictEqual([['a'], 1])
      await store.set('b', 2, { ttl: 3_600_000 })
      expect([await keys(), await store.get('b')]).toStrictEqual([['a', 'b'], 2])
    },
  }),
]
