import { createCache } from 'cache-manager'
import { Keyv, type KeyvStoreAdapter } from 'keyv'

import { entries, keyOf, store, valueOf } from '../data.ts'
import type { CacheContender } from './cache-contender.ts'
import { ttl } from './holdfast.ts'

/** Over Keyv, its only way into a database. It cannot remove what is over. */
export const cacheManager = async (adapter: KeyvStoreAdapter, isFilled: boolean): Promise<CacheContender> => {
  const keyv = new Keyv({ store: adapter, namespace: store })
  // It answers errors with `undefined` and an event: unheard, a broken store would look fast.
  keyv.on('error', (error: unknown) => {
    throw error
  })
  const cache = createCache({ stores: [keyv], ttl })
  if (!isFilled) await cache.mset([...entries()].map(([key, value]) => ({ key, value, ttl })))
  return {
    name: 'cache-manager',
    hit: (index) => cache.wrap(keyOf(index), () => valueOf(index)),
    fill: (index) => cache.wrap(`fill:${index}`, () => valueOf(index)),
    ask: (key, load) => cache.wrap(key, load),
    close: async () => {
      await cache.disconnect()
    },
  }
}
