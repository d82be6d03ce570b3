import build, { type Knex } from 'knex'

import type { MigrationContender } from './contender.ts'
import { history, type HistoryStep } from './history.ts'

/** The steps are in memory, where its modules would be read and compiled. */
export const knexStart = (configOf: (place: string) => Knex.Config): MigrationContender => ({
  name: 'Knex',
  start: async (place) => {
    const database = build(configOf(place))
    await database.migrate.latest({
      migrationSource: {
        getMigrations: async () => [...history],
        getMigrationName: ({ name }: HistoryStep) => name,
        getMigration: async ({ text }: HistoryStep) => ({
          up: (transaction: Knex) => transaction.raw(text),
          down: async () => undefined,
        }),
      },
    })
    await database.destroy()
  },
})
