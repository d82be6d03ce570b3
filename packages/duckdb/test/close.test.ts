import { open, sql, type Database } from '@holdfast/core'
import { expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'
import { identityOf, timesOpen } from '../src/engine/identity.ts'
import { makeFile } from './folder.ts'

const long = sql`select count(*) from range(1000000000) a, range(1000) b`

const settled = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? error,
  )

const readAll = async (db: Database): Promise<void> => {
  for await (const row of db.stream(sql`select * from range(1000000000)`)) expect(row).toBeDefined()
}

const endlessRows = async function* (): AsyncGenerator<{ a: number }> {
  for (let a = 0; ; a++) {
    if (a % 500 === 0) await new Promise(setImmediate)
    yield { a }
  }
}

// An engine that is closed under a running call takes the whole process with it, so every way of being busy is tried.
test.each([1, 2, 5, 20])(
  'close({ drain: %i }) in the midst of everything stops it with closed, frees the file and leaves the process alive',
  async (drain) => {
    for (let round = 0; round < 8; round++) {
      const file = makeFile()
      const db = await open(duckdb(file))
      await db.run(sql`create table t (a integer)`)
      const work = [
        db.all(long),
        db.all(long),
        db.all(sql`select ${round} as a`),
        db.run(sql`create table u as select 1 as a`),
        db.keyValue('a').set('k', 1),
        db.transaction((tx) => tx.all(long)),
        db.bulkInsert('t', endlessRows()),
        readAll(db),
      ].map(settled)
      await db.close({ drain })
      const results = await Promise.all(work)
      for (const result of results) expect(['done', 'closed', 'cancelled']).toContain(result)
      // What never ends cannot have been done: a stream that stops early must say so.
      for (const endless of [0, 1, 5, 6, 7]) expect(results[endless]).not.toBe('done')
      expect(timesOpen(identityOf(file))).toBe(0)
    }
  },
)
