import build, { type Knex } from 'knex'

import type { Contender } from './contender.ts'
import { keyOf, store, valueOf } from './data.ts'
import { entryOf, tableName, valueIn, type EntryTable } from './entry-table.ts'

const changed = ['value', 'num', 'version', 'updated_at', 'expires_at'] as const

export const knex = (config: Knex.Config): Contender => {
  const database = build(config)
  return {
    name: 'Knex',
    // A query of Knex runs when it is awaited.
    get: async (index) => {
      const row = await database<EntryTable>(tableName)
        .select('key', 'value', 'expires_at')
        .where({ ns: '', name: store, key: keyOf(index) })
        .first()
      return valueIn(row)
    },
    set: async (index) => {
      await database<EntryTable>(tableName)
        .insert(entryOf(store, keyOf(index), valueOf(index)))
        .onConflict(['ns', 'name', 'key'])
        .merge([...changed])
    },
    close: () => database.destroy(),
  }
}
