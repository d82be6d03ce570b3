import { copyFileSync } from 'node:fs'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { join } from 'node:path'

import { KeyvSqlite } from '@keyv/sqlite'
import { open } from '@holdfast/core'
import { sqlite } from '@holdfast/sqlite'
import { SqliteDialect } from 'kysely'

import type { Contender, FullContender } from '../contender.ts'
import { entries, store, type Value } from '../data.ts'
import { holdfast, makeAccounts } from '../holdfast.ts'
import { keyv } from '../keyv.ts'
import { knex } from '../knex.ts'
import { kysely } from '../kysely.ts'
import type { Recorder } from '../recorder.ts'
import { repeated, type Sample } from '../sample.ts'
import { runSuite } from '../suite.ts'
import { drizzleSqlite } from './drizzle.ts'
import { openHandle } from './handle.ts'
import { knexConfig } from './knex-config.ts'
import { rawSqlite } from './raw.ts'

export const sqliteSuite = async (recorder: Recorder, folder: string): Promise<void> => {
  const filled = join(folder, 'filled.db')
  const database = await open(sqlite(filled))
  await database.keyValue<Value>(store).setMany(entries())
  await makeAccounts(database)
  await database.close()
  const copy = (name: string): string => {
    const file = join(folder, `${name}.db`)
    copyFileSync(filled, file)
    return file
  }
  const ours = holdfast(await open(sqlite(copy('holdfast'))), false)
  const raw = rawSqlite(copy('raw'))
  const rivals: readonly Contender[] = [
    kysely(new SqliteDialect({ database: openHandle(copy('kysely')) })),
    knex(knexConfig(copy('knex'))),
    drizzleSqlite(copy('drizzle')),
    await keyv(await adapter(join(folder, 'keyv.db'))),
  ]
  const targets = { get: { 'better-sqlite3': 1 / 1.3, Kysely: 4 }, concurrentSet: 8, load: 0.8 }
  await runSuite({ recorder, ours, raw, rivals, targets, folder })
  await promises(recorder, ours, copy('relaxed'), folder)
  await Promise.all([ours, raw, ...rivals].map((contender) => contender.close()))
}

const adapter = async (file: string): Promise<KeyvSqlite> => {
  const made = new KeyvSqlite(`sqlite://${file}`)
  await made.query('pragma journal_mode = wal')
  await made.query('pragma synchronous = full')
  return made
}

/** What our own promises cost. */
const promises = async (
  recorder: Recorder,
  ours: FullContender,
  file: string,
  folder: string,
): Promise<void> => {
  const relaxed = holdfast(await open(sqlite(file, { durability: 'normal' })), false)
  await recorder.compare({
    name: 'set, every commit on the disk',
    ours: repeated(ours.set),
    rivals: [{ name: "Holdfast with durability 'normal'", sample: repeated(relaxed.set) }],
    durable: folder,
  })
  await recorder.compare({
    name: 'get, untraced',
    ours: repeated(ours.get),
    rivals: [{ name: 'Holdfast with a tracing subscriber', sample: traced(repeated(ours.get)) }],
  })
  await relaxed.close()
}

const traced =
  (sample: Sample): Sample =>
  async () => {
    const listen = (): void => undefined
    subscribe('tracing:holdfast:statement:start', listen)
    try {
      return await sample()
    } finally {
      unsubscribe('tracing:holdfast:statement:start', listen)
    }
  }
