import { Kysely, Migrator, sql, type Dialect, type Migration } from 'kysely'

import type { MigrationContender } from './contender.ts'
import { history } from './history.ts'

/** The steps are in memory, where its modules would be read and compiled. */
export const kyselyStart = (dialectOf: (place: string) => Dialect): MigrationContender => ({
  name: 'Kysely',
  start: async (place) => {
    const database = new Kysely<unknown>({ dialect: dialectOf(place) })
    const migrations = Object.fromEntries(
      history.map(({ name, text }): [string, Migration] => [
        name,
        {
          up: async (inner) => {
            await sql.raw(text).execute(inner)
          },
        },
      ]),
    )
    const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } })
    const { error } = await migrator.migrateToLatest()
    if (error !== undefined) throw new Error('Kysely did not migrate', { cause: error })
    await database.destroy()
  },
})
