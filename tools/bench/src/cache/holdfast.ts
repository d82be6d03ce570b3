import type { Database } from '@holdfast/core'

import { entries, keyOf, store, valueOf } from '../data.ts'
import type { CacheContender } from './cache-contender.ts'

export const ttl = 3_600_000

export const holdfastCache = async (database: Database, isFilled: boolean): Promise<CacheContender> => {
  const cache = database.cache(store, { ttl })
  if (!isFilled)
    await database.transaction(async (tx) => {
      const inside = tx.cache(store, { ttl })
      for (const [key, value] of entries()) await inside.set(key, value)
    })
  const old = database.cache(`${store}-old`, { ttl: 1 })
  return {
    name: 'Holdfast',
    hit: (index) => cache.getOrSet(keyOf(index), () => valueOf(index)),
    fill: (index) => cache.getOrSet(`fill:${index}`, () => valueOf(index)),
    ask: (key, load) => cache.getOrSet(key, load),
    expired: {
      make: (count) =>
        database.transaction(async (tx) => {
          const inside = tx.cache(`${store}-old`, { ttl: 1 })
          for (let index = 0; index < count; index++) await inside.set(`old:${index}`, valueOf(index))
        }),
      prune: () => old.prune({ budget: 60_000 }),
    },
    close: () => database.close(),
  }
}
