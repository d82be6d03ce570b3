import { Keyv, type KeyvStoreAdapter } from 'keyv'

import type { Contender } from './contender.ts'
import { entries, keyCount, keyOf, store, valueOf } from './data.ts'

/** It has a table of its own, of key and value. */
export const keyv = async (adapter: KeyvStoreAdapter): Promise<Contender> => {
  const keyv = new Keyv({ store: adapter, namespace: store })
  // It answers errors with `undefined` and an event: unheard, a broken store would look fast.
  keyv.on('error', (error: unknown) => {
    throw error
  })
  const batch: { key: string; value: unknown }[] = []
  for (const [key, value] of entries()) batch.push({ key, value })
  await keyv.setMany(batch)
  const sample = await keyv.get(keyOf(keyCount - 1))
  if (sample === undefined) throw new Error('Keyv did not keep its entries')
  return {
    name: 'Keyv',
    get: (index) => keyv.get(keyOf(index)),
    set: (index) => keyv.set(keyOf(index), valueOf(index)),
    close: async () => {
      await keyv.disconnect()
    },
  }
}
