import { Kysely, type Dialect } from 'kysely'

import type { Contender } from './contender.ts'
import { keyOf, store, valueOf } from './data.ts'
import { entryOf, tableName, valueIn, type EntryTable } from './entry-table.ts'

export const kysely = (dialect: Dialect): Contender => {
  const database = new Kysely<Record<typeof tableName, EntryTable>>({ dialect })
  return {
    name: 'Kysely',
    get: async (index) =>
      valueIn(
        await database
          .selectFrom(tableName)
          .select(['key', 'value', 'expires_at'])
          .where('ns', '=', '')
          .where('name', '=', store)
          .where('key', '=', keyOf(index))
          .executeTakeFirst(),
      ),
    set: (index) => {
      const { ns, name, key, created_at, ...changed } = entryOf(store, keyOf(index), valueOf(index))
      return database
        .insertInto(tableName)
        .values({ ns, name, key, created_at, ...changed })
        .onConflict((conflict) => conflict.columns(['ns', 'name', 'key']).doUpdateSet(changed))
        .execute()
    },
    close: () => database.destroy(),
  }
}
