import { KeyvPostgres } from '@keyv/postgres'
import { open, sql } from '@holdfast/core'
import { postgres } from '@holdfast/postgres'
import { PostgresDialect } from 'kysely'
import { Client, Pool } from 'pg'

import type { Contender } from '../contender.ts'
import { entries, store, type Value } from '../data.ts'
import { holdfast, makeAccounts } from '../holdfast.ts'
import { keyv } from '../keyv.ts'
import { knex } from '../knex.ts'
import { kysely } from '../kysely.ts'
import type { Recorder } from '../recorder.ts'
import { runSuite } from '../suite.ts'
import { drizzlePostgres } from './drizzle.ts'
import { rawPostgres } from './raw.ts'

export const postgresSuite = async (recorder: Recorder, folder: string, server: string): Promise<void> => {
  const admin = new Client({ connectionString: server })
  await admin.connect()
  const database = async (name: string, template = 'template1'): Promise<string> => {
    await admin.query(`create database bench_${name} template ${template}`)
    const url = new URL(server)
    url.pathname = `/bench_${name}`
    return url.href
  }
  const filled = await open(postgres(await database('filled')))
  await filled.keyValue<Value>(store).setMany(entries())
  await makeAccounts(filled)
  // The server would do it by itself at some moment of the run, and plans differ before and after.
  await filled.run(sql`analyze`)
  await filled.close()
  const copy = (name: string): Promise<string> => database(name, 'bench_filled')

  const ours = holdfast(await open(postgres(await copy('holdfast'))), true)
  const raw = await rawPostgres(await copy('raw'))
  const rivals: readonly Contender[] = [
    kysely(new PostgresDialect({ pool: new Pool({ connectionString: await copy('kysely'), max: 10 }) })),
    knex({ client: 'pg', connection: await copy('knex'), pool: { min: 0, max: 10 } }),
    drizzlePostgres(await copy('drizzle')),
    await keyv(new KeyvPostgres({ uri: await database('keyv'), max: 10 })),
  ]
  const targets = { get: { pg: 1 / 1.1 }, concurrentGet: 8, concurrentSet: 4, load: 0.8 }
  await runSuite({ recorder, ours, raw, rivals, targets, folder })
  await Promise.all([ours, raw, ...rivals].map((contender) => contender.close()))
  await admin.end()
}
