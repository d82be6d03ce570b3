import { open, sql } from '@holdfast/core'
import { postgres } from '@holdfast/postgres'
import { PrismaPg } from '@prisma/adapter-pg'
import { PostgresDialect } from 'kysely'
import { Client, Pool } from 'pg'

import type { Recorder } from '../../recorder.ts'
import type { Builder } from '../../records/builder.ts'
import type { RecordsContender } from '../../records/contender.ts'
import { holdfastRecords, makePeople } from '../../records/holdfast.ts'
import { knexRecords } from '../../records/knex.ts'
import { kyselyRecords } from '../../records/kysely.ts'
import { rowOf } from '../../records/person.ts'
import { prismaRecords, prismaTables } from '../../records/prisma.ts'
import { runRecords } from '../../records/suite.ts'
import { drizzlePostgresRecords } from './drizzle.ts'
import { rawPostgresRecords } from './raw.ts'

const builder: Builder = { bind: (person) => ({ ...rowOf(person) }), rowsAtOnce: 1_000 }

export const postgresRecords = async (recorder: Recorder, folder: string, server: string): Promise<void> => {
  const admin = new Client({ connectionString: server })
  await admin.connect()
  const database = async (name: string, template = 'template1'): Promise<string> => {
    await admin.query(`create database people_${name} template ${template}`)
    const url = new URL(server)
    url.pathname = `/people_${name}`
    return url.href
  }
  const filled = await open(postgres(await database('filled')))
  await makePeople(filled)
  // The server would do it by itself at some moment of the run, and plans differ before and after.
  await filled.run(sql`analyze`)
  await filled.close()
  const copy = (name: string): Promise<string> => database(name, 'people_filled')

  const opened = await open(postgres(await copy('holdfast')))
  const clear = async (): Promise<void> => {
    await opened.run(sql`truncate imports`)
  }
  const ours = holdfastRecords(opened, { insert: false, get: true }, clear)
  const raw = await rawPostgresRecords(await copy('raw'))
  const rivals: readonly RecordsContender[] = [
    kyselyRecords(
      new PostgresDialect({ pool: new Pool({ connectionString: await copy('kysely'), max: 10 }) }),
      builder,
    ),
    knexRecords({ client: 'pg', connection: await copy('knex'), pool: { min: 0, max: 10 } }, builder),
    drizzlePostgresRecords(await copy('drizzle')),
    await prisma(await database('prisma')),
  ]
  await runRecords({ recorder, ours, raw, rivals, targets: { get: 1, insert: 1, sharedInsert: 1 }, folder })
  await Promise.all([ours, raw, ...rivals].map((contender) => contender.close()))
  await admin.end()
}

const prisma = async (connectionString: string): Promise<RecordsContender> => {
  const client = new Client({ connectionString })
  await client.connect()
  await client.query(prismaTables('postgresql'))
  const contender = await prismaRecords('postgresql', new PrismaPg({ connectionString, max: 10 }))
  await client.query('analyze')
  await client.end()
  return contender
}
