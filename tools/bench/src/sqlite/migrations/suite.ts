import { copyFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { sqlite } from '@holdfast/sqlite'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { SqliteDialect } from 'kysely'

import type { ChangeContender, MigrationContender } from '../../migrations/contender.ts'
import { writeHistory } from '../../migrations/history.ts'
import { holdfastChanges, holdfastStart, storeless, unguarded } from '../../migrations/holdfast.ts'
import { knexStart } from '../../migrations/knex.ts'
import { kyselyStart } from '../../migrations/kysely.ts'
import { backfillByHand, createReadings, fillReadings } from '../../migrations/readings.ts'
import { runMigrations } from '../../migrations/suite.ts'
import { umzugStart, type UmzugDatabase } from '../../migrations/umzug.ts'
import type { Recorder } from '../../recorder.ts'
import { openHandle } from '../handle.ts'
import { knexConfig } from '../knex-config.ts'

export const sqliteMigrations = async (recorder: Recorder, folder: string): Promise<void> => {
  const directory = await writeHistory(folder)
  const filled = join(folder, 'filled.db')
  const handle = openHandle(filled)
  handle.exec(createReadings)
  for (const text of fillReadings(series)) handle.exec(text)
  handle.pragma('wal_checkpoint(truncate)')
  handle.close()
  let last = ''
  let count = 0
  // A copy is used once; those of the starts that find nothing to do stay.
  const empty = async (): Promise<string> => join(folder, `empty-${count++}.db`)
  const readings = async (): Promise<string> => {
    for (const end of ['', '-wal', '-shm']) await rm(`${last}${end}`, { force: true })
    last = join(folder, `readings-${count++}.db`)
    copyFileSync(filled, last)
    return last
  }
  await runMigrations({
    recorder,
    ours: holdfastStart((file) => sqlite(file), directory),
    variants: [unguarded, storeless].map((options) =>
      holdfastStart((file) => sqlite(file), directory, options),
    ),
    rivals: [
      umzugStart(umzugDatabase, directory),
      knexStart(knexConfig),
      kyselyStart((file) => new SqliteDialect({ database: openHandle(file) })),
      drizzleStart(directory),
    ],
    target: 1,
    longestStart: 50,
    changes: { ours: holdfastChanges((file) => sqlite(file)), byHand },
    empty,
    readings,
    folder,
  })
}

const series = (first: number, end: number): string =>
  `with recursive numbers (n) as (values (${first}) union all select n + 1 from numbers where n < ${end}) select n from numbers`

const umzugDatabase = async (file: string): Promise<UmzugDatabase> => {
  const handle = openHandle(file)
  return {
    run: async (text) => {
      handle.exec(text)
    },
    names: async () => handle.prepare('select name from umzug_migrations').pluck().all() as readonly string[],
    log: async (name) => {
      handle.prepare('insert into umzug_migrations (name) values (?)').run(name)
    },
    close: async () => {
      handle.close()
    },
  }
}

const drizzleStart = (migrationsFolder: string): MigrationContender => ({
  name: 'Drizzle',
  start: async (file) => {
    const handle = openHandle(file)
    migrate(drizzle({ client: handle }), { migrationsFolder })
    handle.close()
  },
})

/** The steps that SQLite's documentation gives. */
const retype = `
  create table readings_new (id bigint not null primary key, name varchar(100) not null, code integer not null, label varchar(100));
  insert into readings_new (id, name, code, label) select id, name, cast(code as integer), label from readings;
  drop table readings;
  alter table readings_new rename to readings;
`

const byHand: ChangeContender = {
  name: 'SQL by hand',
  open: async (file) => {
    const handle = openHandle(file)
    return {
      changeType: async () => {
        handle.pragma('foreign_keys = off')
        handle.transaction(() => handle.exec(retype))()
        handle.pragma('foreign_keys = on')
      },
      backfill: async () => {
        handle.exec(backfillByHand)
      },
      close: async () => {
        handle.close()
      },
    }
  },
}
