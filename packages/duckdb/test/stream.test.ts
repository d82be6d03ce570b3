import { sql, integer } from '@holdfast/core'
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { acquire, driven } from './driven.ts'
import { makeFile } from './folder.ts'
import { opened } from './opened.ts'

test('stream() really streams: the first row of ten thousand million comes at once, and leaving early frees the connection', async () => {
  const db = await opened(':memory:', { readers: 1 })
  for (let round = 0; round < 5; round++) {
    let seen = 0
    for await (const { n } of db.stream(
      sql`select range as n from range(10000000000)`.as({ n: integer() }),
    )) {
      if ((seen = n) === 5_000) break
    }
    expect(seen).toBe(5_000)
  }
  expect(await db.first(sql`select 1 as one`)).toEqual({ one: 1 })
})

test('stream() cuts the engine’s vectors to the chunk that is asked for', async () => {
  const driver = await driven()
  const connection = await acquire(driver, 'read')
  const sizes: number[] = []
  const statement = { text: 'select range from range(5000)', values: [], cache: false }
  for await (const { rows, columns } of connection.stream(statement, 1_000)) {
    expect(columns).toEqual(['range'])
    sizes.push(rows.length)
  }
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(5_000)
  expect(Math.max(...sizes)).toBe(1_000)
  await connection.release()
})

test('a stream that was left early keeps no snapshot: the log can be merged afterwards', async () => {
  const file = makeFile()
  const db = await opened(file)
  await db.run(sql`create table t as select range as n, 'x' as v from range(100000)`)
  for await (const row of db.stream(sql`select * from t`)) if (row['n'] === 10) break
  await db.run(sql`update t set v = 'y' where n < 10`)
  await db.run(sql`checkpoint`)
  expect(existsSync(`${file}.wal`)).toBe(false)
})

test('a stream does not hold a turn of the process while nobody reads it', async () => {
  const db = await opened(':memory:', { runningStatements: 1 })
  const streams = Array.from({ length: 4 }, () =>
    db.stream(sql`select range as n from range(100000)`)[Symbol.asyncIterator](),
  )
  for (const stream of streams) expect((await stream.next()).value).toEqual({ n: 0 })
  expect(await db.first(sql`select 1 as one`)).toEqual({ one: 1 })
  for (const stream of streams) await stream.return?.()
})
