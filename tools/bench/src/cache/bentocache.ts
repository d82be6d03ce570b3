import { BentoCache, bentostore } from 'bentocache'
import { KnexAdapter, knexDriver } from 'bentocache/drivers/knex'
import type { Knex } from 'knex'

import { entries, keyOf, store, valueOf } from '../data.ts'
import type { CacheContender } from './cache-contender.ts'
import { ttl } from './holdfast.ts'

/** Without its first level, which is the memory of the process: everyone asks the database. */
export const bentocache = async (connection: Knex, isFilled: boolean): Promise<CacheContender> => {
  const driver = knexDriver({
    connection,
    autoCreateTable: true,
    tableName: 'bentocache',
    pruneInterval: false,
  })
  const bento = new BentoCache({
    default: 'database',
    stores: { database: bentostore().useL2Layer(driver) },
    ttl,
    suppressL2Errors: false,
  })
  if (!isFilled) for (const [key, value] of entries()) await bento.set({ key: `${store}:${key}`, value })
  const adapter = new KnexAdapter({ connection })
  adapter.setTableName('bentocache')
  const row = (index: number) => ({
    key: `old:${index}`,
    value: JSON.stringify({ value: valueOf(index) }),
    expires_at: new Date(1),
  })
  return {
    name: 'bentocache',
    hit: (index) => bento.getOrSet({ key: `${store}:${keyOf(index)}`, factory: () => valueOf(index) }),
    fill: (index) => bento.getOrSet({ key: `fill:${index}`, factory: () => valueOf(index) }),
    ask: (key, load) => bento.getOrSet({ key, factory: load }),
    expired: {
      make: async (count) => {
        for (let from = 0; from < count; from += 200)
          await connection('bentocache').insert(Array.from({ length: 200 }, (_, at) => row(from + at)))
      },
      prune: () => adapter.pruneExpiredEntries(),
    },
    close: async () => {
      await bento.disconnectAll()
      await connection.destroy()
    },
  }
}
