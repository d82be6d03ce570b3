import { postgres } from '@holdfast/postgres'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { PostgresDialect } from 'kysely'
import { Client, Pool } from 'pg'

import type { ChangeContender, MigrationContender } from '../../migrations/contender.ts'
import { writeHistory } from '../../migrations/history.ts'
import { holdfastChanges, holdfastStart, storeless, unguarded } from '../../migrations/holdfast.ts'
import { knexStart } from '../../migrations/knex.ts'
import { kyselyStart } from '../../migrations/kysely.ts'
import { backfillByHand, createReadings, fillReadings } from '../../migrations/readings.ts'
import { runMigrations } from '../../migrations/suite.ts'
import { umzugStart, type UmzugDatabase } from '../../migrations/umzug.ts'
import type { Recorder } from '../../recorder.ts'

export const postgresMigrations = async (
  recorder: Recorder,
  folder: string,
  server: string,
): Promise<void> => {
  const directory = await writeHistory(folder)
  const admin = await connect(server)
  let count = 0
  const made = async (prefix: string, template: string): Promise<string> => {
    const name = `${prefix}_${count++}`
    await admin.query(`create database ${name} template ${template}`)
    const url = new URL(server)
    url.pathname = `/${name}`
    return url.href
  }
  const filled = await made('migrations_filled', 'template1')
  const client = await connect(filled)
  await client.query(createReadings)
  for (const text of fillReadings((first, end) => `select n from generate_series(${first}, ${end}) as n`))
    await client.query(text)
  await client.query('vacuum analyze readings')
  await client.end()
  let last: string | undefined
  const readings = async (): Promise<string> => {
    if (last !== undefined) await admin.query(`drop database ${nameOf(last)}`)
    last = await made('migrations_readings', nameOf(filled))
    return last
  }
  await runMigrations({
    recorder,
    ours: holdfastStart((url) => postgres(url), directory),
    variants: [unguarded, storeless].map((options) =>
      holdfastStart((url) => postgres(url), directory, options),
    ),
    rivals: [
      umzugStart(umzugDatabase, directory),
      knexStart((url) => ({ client: 'pg', connection: url, pool: { min: 0, max: 10 } })),
      kyselyStart((url) => new PostgresDialect({ pool: new Pool({ connectionString: url, max: 10 }) })),
      drizzleStart(directory),
    ],
    target: 1,
    changes: { ours: holdfastChanges((url) => postgres(url)), byHand },
    empty: () => made('migrations_empty', 'template1'),
    readings,
    folder,
  })
  await admin.end()
}

const connect = async (url: string): Promise<Client> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  return client
}

const nameOf = (url: string): string => new URL(url).pathname.slice(1)

const umzugDatabase = async (url: string): Promise<UmzugDatabase> => {
  const client = await connect(url)
  return {
    run: async (text) => {
      await client.query(text)
    },
    names: async () =>
      (await client.query<{ name: string }>('select name from umzug_migrations')).rows.map(
        ({ name }) => name,
      ),
    log: async (name) => {
      await client.query('insert into umzug_migrations (name) values ($1)', [name])
    },
    close: () => client.end(),
  }
}

const drizzleStart = (migrationsFolder: string): MigrationContender => ({
  name: 'Drizzle',
  start: async (url) => {
    const client = await connect(url)
    await migrate(drizzle({ client }), { migrationsFolder })
    await client.end()
  },
})

const byHand: ChangeContender = {
  name: 'SQL by hand',
  open: async (url) => {
    const client = await connect(url)
    return {
      changeType: async () => {
        await client.query('alter table readings alter column code type bigint using code::bigint')
      },
      backfill: async () => {
        await client.query(backfillByHand)
      },
      close: () => client.end(),
    }
  },
}
