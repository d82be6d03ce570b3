import { readFileSync } from 'node:fs'

import { Umzug } from 'umzug'

import type { MigrationContender } from './contender.ts'

/** How one engine is talked to. Its storage is a table of names in the same database, as an application would write it. */
export interface UmzugDatabase {
  run(text: string): Promise<void>
  names(): Promise<readonly string[]>
  log(name: string): Promise<void>
  close(): Promise<void>
}

const journalTable = 'create table if not exists umzug_migrations (name varchar(255) primary key)'

export const umzugStart = (
  open: (place: string) => Promise<UmzugDatabase>,
  directory: string,
): MigrationContender => ({
  name: 'Umzug',
  start: async (place) => {
    const database = await open(place)
    const umzug = new Umzug({
      migrations: {
        glob: ['*.sql', { cwd: directory }],
        resolve: ({ name, path }) => ({ name, up: () => database.run(readFileSync(path!, 'utf8')) }),
      },
      storage: {
        logMigration: ({ name }) => database.log(name),
        unlogMigration: () => Promise.reject(new Error('Nothing is undone here')),
        executed: async () => {
          await database.run(journalTable)
          return [...(await database.names())]
        },
      },
      logger: undefined,
    })
    await umzug.up()
    await database.close()
  },
})
