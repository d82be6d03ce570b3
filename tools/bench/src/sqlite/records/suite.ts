import { copyFileSync } from 'node:fs'
import { join } from 'node:path'

import { open, sql } from '@holdfast/core'
import { sqlite } from '@holdfast/sqlite'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { SqliteDialect } from 'kysely'

import type { Recorder } from '../../recorder.ts'
import type { Builder } from '../../records/builder.ts'
import type { RecordsContender } from '../../records/contender.ts'
import { holdfastRecords, makePeople } from '../../records/holdfast.ts'
import { knexRecords } from '../../records/knex.ts'
import { kyselyRecords } from '../../records/kysely.ts'
import { prismaRecords, prismaTables } from '../../records/prisma.ts'
import { runRecords } from '../../records/suite.ts'
import { rowOf } from '../../records/person.ts'
import { openHandle } from '../handle.ts'
import { knexConfig } from '../knex-config.ts'
import { drizzleSqliteRecords } from './drizzle.ts'
import { rawSqliteRecords } from './raw.ts'

/** Neither the driver nor a builder on it takes dates and booleans. */
const builder: Builder = {
  bind: (person) => {
    const row = rowOf(person)
    return { ...row, is_active: row.is_active ? 1 : 0, joined_at: row.joined_at.getTime() }
  },
  rowsAtOnce: 200,
}

export const sqliteRecords = async (recorder: Recorder, folder: string): Promise<void> => {
  const filled = join(folder, 'people.db')
  const database = await open(sqlite(filled))
  await makePeople(database)
  await database.close()
  const copy = (name: string): string => {
    const file = join(folder, `people-${name}.db`)
    copyFileSync(filled, file)
    return file
  }
  const opened = await open(sqlite(copy('holdfast')))
  const clear = async (): Promise<void> => {
    await opened.run(sql`delete from imports`)
  }
  const ours = holdfastRecords(opened, { insert: true, get: false }, clear)
  const raw = rawSqliteRecords(copy('raw'))
  const rivals: readonly RecordsContender[] = [
    kyselyRecords(new SqliteDialect({ database: openHandle(copy('kysely')) }), builder),
    knexRecords(knexConfig(copy('knex')), builder),
    drizzleSqliteRecords(copy('drizzle')),
    await prisma(join(folder, 'people-prisma.db')),
  ]
  await runRecords({ recorder, ours, raw, rivals, targets: { get: 2, insert: 2, sharedInsert: 2 }, folder })
  await Promise.all([ours, raw, ...rivals].map((contender) => contender.close()))
}

const prisma = (file: string): Promise<RecordsContender> => {
  const handle = openHandle(file)
  handle.exec(prismaTables('sqlite'))
  handle.close()
  return prismaRecords('sqlite', new PrismaBetterSqlite3({ url: `file:${file}` }))
}
