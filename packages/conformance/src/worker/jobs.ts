import { writeSync } from 'node:fs'
import {
  defineTable,
  increment as add,
  integer,
  type Database,
  type Table,
  type Column,
} from '@holdfast/core'
import { importFolder } from './import-json.ts'
import { journeyOf } from './journey.ts'
import { standStillAt } from './stand-still.ts'
import type { Statements } from './statements.ts'
import { storeJobs, type StoreJob } from './store-jobs.ts'

/** What a process of its own can be told to do on a database. */
export type Job = 'write' | 'increment' | 'tally' | 'import' | 'open' | 'migrate' | StoreJob

/** Written at once, so that what was said stays said when the process is killed. */
const say = (line: string): void => {
  writeSync(1, `${line}\n`)
}

/** Writes for ever, and says what was acknowledged. Single sets share commits; each pair is one transaction. */
const write = async (db: Database, run: string): Promise<void> => {
  const single = async (lane: number): Promise<void> => {
    for (let count = 0; ; count += 1) {
      await db.keyValue('single').set(`${run}-${lane}-${count}`, count)
      say(`single ${run}-${lane}-${count}`)
    }
  }
  const pairs = async (): Promise<void> => {
    for (let count = 0; ; count += 1) {
      await db.transaction(async (tx) => {
        await tx.keyValue('left').set(`${run}-${count}`, count)
        await tx.keyValue('sum').increment('pairs')
        await tx.keyValue('right').set(`${run}-${count}`, count)
      })
      say(`pair ${run}-${count}`)
    }
  }
  await Promise.all([single(0), single(1), single(2), single(3), pairs()])
}

const increment = async (db: Database): Promise<void> => {
  for (let count = 0; count < 50; count += 1) say(`sum ${await db.keyValue('counters').increment('shared')}`)
}

export type Tallies = Table<
  { readonly id: Column<number, 'key'>; readonly n: Column<number, 'optional'> },
  'id'
>

/** The table that processes count in together. */
export const tallies: Tallies = defineTable('tallies', {
  id: integer().primaryKey(),
  n: integer().default(0),
})

/** Steps by key, by upsert and in transactions, fifty in all. */
const tally = async (db: Database): Promise<void> => {
  const update = { n: add(1) }
  for (let count = 0; count < 50; count += 1) {
    if (count % 3 === 0) await db.records(tallies).update(1, update)
    else if (count % 3 === 1) await db.records(tallies).upsert({ id: 1 }, { update })
    else await db.transaction((tx) => tx.records(tallies).updateWhere({ id: 1 }, update), { retries: 100 })
    say(`tally ${count}`)
  }
}

/** What a migrating process is told. */
export interface MigrateOrder {
  /** It stands still behind this statement, to be killed. */
  readonly stopAt?: number
  /** How many rows the journey begins with. */
  readonly rows: number
}

/** Goes the whole journey, unless it stands still before. Says how many statements it sent, and what it applied. `run` is a `MigrateOrder` as JSON. */
const migrate = async (db: Database, statements: Statements, run: string): Promise<void> => {
  const { stopAt, rows } = JSON.parse(run) as MigrateOrder
  statements.onEach = standStillAt(stopAt, say)
  const { outcome, applied } = await db.migrate({ migrations: journeyOf(rows) })
  say(`${outcome} ${applied.map(({ version }) => version).join(' ')}`)
  say(`statements ${statements.count}`)
}

export const doJob = async (db: Database, job: Job, run: string, statements: Statements): Promise<void> => {
  say('open')
  if (job in storeJobs) await storeJobs[job as StoreJob](db, run, say, statements)
  if (job === 'write') await write(db, run)
  if (job === 'increment') await increment(db)
  if (job === 'tally') await tally(db)
  if (job === 'migrate') await migrate(db, statements, run)
  if (job === 'import') {
    await importFolder(db, run, (step) => (statements.onEach = step))
    say('imported')
  }
}
