import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { sql, type Database } from '@holdfast/core'
import { expect, test } from 'vitest'
import { identityOf, timesOpen } from '../src/engine/identity.ts'
import { makeFile } from './folder.ts'
import { opened } from './opened.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const rows = 150_000

/** Where one part of a union is ordered the engine (1.5) keeps all of it in order, and falls over its rows of the transaction. */
const fatal = sql`select id from t where id in ('old1', 'old2', 'new')
  union all (select id from t where id in ('old1', 'new') order by id limit 2)`

const filled = async (file: string): Promise<Database> => {
  const db = await opened(file, { threads: 4 })
  await db.run(sql`create table t (id varchar primary key)`)
  await db.run(sql`insert into t select 'old' || range from range(${rows})`)
  return db
}

/** The error with which the engine gives up. */
const giveUp = (db: Database): Promise<unknown> =>
  db
    .transaction(async (tx) => {
      await tx.run(sql`insert into t values ('new')`)
      for (let attempt = 0; attempt < 5_000; attempt++) await tx.all(fatal)
    })
    .catch((error: unknown) => error)

const gaveUp = { code: 'engine', outcome: 'not-applied', retryable: false }

test('an internal error of the engine fails its transaction with engine; the next call opens the file again, with every row', async () => {
  const file = makeFile()
  const db = await filled(file)
  await db.keyValue('a').set('k', 1)
  const error = await giveUp(db)
  expect(error).toMatchObject(gaveUp)
  expect(String(error)).toContain('the next call opens a file again')
  expect(await db.keyValue('a').get('k')).toBe(1)
  await db.run(sql`insert into t values ('after')`)
  expect(await db.first(sql`select count(*) as n from t`)).toEqual({ n: rows + 1 })
  expect(timesOpen(identityOf(file))).toBe(1)
  expect(await giveUp(db)).toMatchObject(gaveUp)
  await db.close()
  expect(timesOpen(identityOf(file))).toBe(0)
  const again = await opened(file)
  expect(await again.first(sql`select count(*) as n from t`)).toEqual({ n: rows + 1 })
})

test('a transaction that was open when the engine gave up is run again', async () => {
  const file = makeFile()
  const db = await filled(file)
  // A second handle on the same engine: nobody uses `db` inside its own transaction.
  const other = await opened(file, { threads: 4 })
  const errors: unknown[] = []
  let attempts = 0
  const count = await db.transaction(
    async (tx) => {
      attempts++
      await tx.first(sql`select count(*) as n from t`)
      if (errors.length === 0) errors.push(await giveUp(other))
      return tx.first(sql`select count(*) as n from t`)
    },
    { readOnly: true },
  )
  expect(count).toEqual({ n: rows })
  expect(errors).toMatchObject([gaveUp])
  expect(attempts).toBe(2)
})

test('calls that wait while the engine gives up are answered by the new one', async () => {
  const db = await filled(makeFile())
  const error = giveUp(db)
  const writes = Array.from({ length: 10 }, (_, index) => db.run(sql`insert into t values (${`w${index}`})`))
  expect(await error).toMatchObject(gaveUp)
  await Promise.all(writes)
  expect(await db.first(sql`select count(*) as n from t`)).toEqual({ n: rows + 10 })
})

test('a database in memory is gone with its engine: every later call throws closed', async () => {
  const db = await filled(':memory:')
  expect(await giveUp(db)).toMatchObject(gaveUp)
  for (const call of [
    () => db.all(sql`select count(*) from t`),
    () => db.run(sql`insert into t values ('after')`),
    () => db.keyValue('a').get('k'),
    () => db.keyValue('a').set('k', 1),
    () => db.transaction((tx) => tx.all(sql`select 1`)),
  ])
    await expect(call()).rejects.toMatchObject({ code: 'closed', outcome: 'not-applied' })
  await db.close()
})

test('a stream that was left early holds the file of an engine that gave up: in-use, until it is collected', async () => {
  const file = makeFile()
  const db = await filled(file)
  const stream = db.stream(sql`select * from t`)[Symbol.asyncIterator]()
  await stream.next()
  expect(await giveUp(db)).toMatchObject(gaveUp)
  await expect(stream.return!()).rejects.toMatchObject({ code: 'connection-lost' })
  const refused = await db.all(sql`select count(*) as n from t`).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'in-use', retryable: true, outcome: 'not-applied' })
  let count: unknown
  for (let attempt = 0; attempt < 50 && count === undefined; attempt++) {
    collectGarbage()
    await new Promise(setImmediate)
    count = await db.first(sql`select count(*) as n from t`).catch(() => undefined)
  }
  expect(count).toEqual({ n: rows })
})
