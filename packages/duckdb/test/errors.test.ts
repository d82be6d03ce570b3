import { open, sql, type ErrorCode, type SqlQuery } from '@holdfast/core'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'
import { acquire, driven } from './driven.ts'
import { makeFile, makeFolder } from './folder.ts'
import { opened } from './opened.ts'

const secret = 'hunter2'

const refusals: readonly {
  title: string
  query: SqlQuery
  code: ErrorCode
  table?: string
  columns?: readonly string[]
}[] = [
  {
    title: 'a second primary key',
    query: sql`insert into t values (${secret}, 1, 9)`,
    code: 'duplicate',
    table: 't',
    columns: ['id'],
  },
  {
    title: 'a second unique key',
    query: sql`insert into t values ('other', 1, 7)`,
    code: 'duplicate',
    table: 't',
    columns: ['u'],
  },
  {
    title: 'null in a NOT NULL column',
    query: sql`insert into t values (${secret + 1}, null, 9)`,
    code: 'not-null',
    table: 't',
    columns: ['a'],
  },
  {
    title: 'a value that a CHECK refuses',
    query: sql`insert into t values (${secret + 1}, 500, 9)`,
    code: 'check',
    table: 't',
  },
  {
    title: 'a child without its parent',
    query: sql`insert into child values (1, ${secret + 1})`,
    code: 'foreign-key',
  },
  { title: 'a parent that has a child', query: sql`delete from t where id = ${secret}`, code: 'foreign-key' },
  { title: 'a missing table', query: sql`select * from nowhere`, code: 'no-table', table: 'nowhere' },
  {
    title: 'a missing table to insert into',
    query: sql`insert into nowhere values (1)`,
    code: 'no-table',
    table: 'nowhere',
  },
  { title: 'a missing column', query: sql`select nothing from t`, code: 'no-column', columns: ['nothing'] },
  {
    title: 'a missing column to insert into',
    query: sql`insert into t (nothing) values (1)`,
    code: 'no-column',
    columns: ['nothing'],
  },
  {
    title: 'a missing column to update',
    query: sql`update t set nothing = 1`,
    code: 'no-column',
    columns: ['nothing'],
  },
  { title: 'what does not parse', query: sql`selec 1`, code: 'syntax' },
  { title: 'two statements', query: sql`select 1; select 2`, code: 'syntax' },
  { title: 'text that is no number', query: sql`select cast(${secret} as integer)`, code: 'invalid-value' },
  { title: 'text that is no JSON', query: sql`select cast(${'{' + secret} as json)`, code: 'invalid-value' },
  {
    title: 'a number too large for its column',
    query: sql`select cast(${300} as tinyint)`,
    code: 'out-of-range',
  },
  { title: 'a sum beyond 64 bits', query: sql`select ${9223372036854775807n} + ${1}`, code: 'out-of-range' },
  { title: 'an error that the statement raises', query: sql`select error(${secret})`, code: 'invalid-value' },
  { title: 'a table that exists already', query: sql`create table t (a integer)`, code: 'engine' },
  { title: 'a file that cannot be written', query: sql`copy t to '/nowhere/x.csv'`, code: 'io' },
  { title: 'a parameter in RETURNING', query: sql`delete from t returning ${1}`, code: 'unsupported' },
]

test.each(refusals)(
  'sql throws $code for $title, naming no value',
  async ({ query, code, table, columns }) => {
    const db = await opened()
    await db.run(
      sql`create table t (id varchar primary key, a integer not null check (a < 100), u integer unique)`,
    )
    await db.run(sql`create table child (id integer, parent varchar references t (id))`)
    await db.run(sql`insert into t values (${secret}, 1, 7)`)
    await db.run(sql`insert into child values (1, ${secret})`)
    const error = await db.all(query).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(error).toMatchObject({ code, table, columns, retryable: false, outcome: 'not-applied' })
    expect(String((error as Error).stack) + JSON.stringify(error)).not.toContain(secret)
    expect((error as Error).cause).toBeInstanceOf(Error)
  },
)

describe('open throws', () => {
  test.each([
    ['text', 'x'.repeat(20_000)],
    ['one byte', 'x'],
    ['nothing', ''],
    ['an SQLite header', `SQLite format 3\0${'x'.repeat(20_000)}`],
  ])('corrupt for a file that holds %s, without fetching an extension', async (_, content) => {
    const file = makeFile()
    writeFileSync(file, content)
    await expect(open(duckdb(file))).rejects.toMatchObject({ code: 'corrupt' })
  })

  test('corrupt for a file with a damaged header', async () => {
    const file = makeFile()
    await (await open(duckdb(file))).close()
    const bytes = readFileSync(file)
    bytes.fill(7, 4096 + 200, 4096 * 3)
    writeFileSync(file, bytes)
    await expect(open(duckdb(file))).rejects.toMatchObject({ code: 'corrupt' })
  })

  test('io for a folder, and not-found for a file in a folder that is not there', async () => {
    const folder = makeFolder()
    mkdirSync(join(folder, 'sub.duckdb'))
    await expect(open(duckdb(join(folder, 'sub.duckdb')))).rejects.toMatchObject({ code: 'io' })
    await expect(open(duckdb(join(folder, 'none', 'x.duckdb')))).rejects.toMatchObject({ code: 'not-found' })
  })

  test('not-found for a missing file that is opened for reading only', async () => {
    await expect(open(duckdb(makeFile(), { readOnly: true }), { schema: 'off' })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  test('a failed open leaves nothing behind: the same file opens once it is right', async () => {
    const file = makeFile()
    writeFileSync(file, 'x'.repeat(20_000))
    await expect(open(duckdb(file))).rejects.toMatchObject({ code: 'corrupt' })
    rmSync(file)
    const db = await opened(file)
    await db.keyValue('a').set('k', 1)
  })
})

test('a database opened for reading only reads, and refuses every write with read-only', async () => {
  const file = makeFile()
  const first = await open(duckdb(file))
  await first.keyValue('a').set('k', 1)
  await first.close()
  const db = await opened(file, { readOnly: true }, { schema: 'check' })
  expect(await db.keyValue('a').get('k')).toBe(1)
  await expect(db.keyValue('a').set('k', 2)).rejects.toMatchObject({ code: 'read-only' })
  await expect(db.run(sql`create table t (a integer)`)).rejects.toMatchObject({ code: 'read-only' })
})

test('a read-only transaction refuses a write with read-only', async () => {
  const db = await opened()
  await db.run(sql`create table t (a integer)`)
  await expect(
    db.transaction((tx) => tx.run(sql`insert into t values (1)`), { readOnly: true }),
  ).rejects.toMatchObject({
    code: 'read-only',
  })
})

test('two transactions that write one row conflict with serialization, which is retryable (below the write lane)', async () => {
  const driver = await driven()
  const writer = await acquire(driver)
  const reader = await acquire(driver, 'read')
  const run = (connection: typeof writer, text: string): unknown =>
    connection.execute({ text, values: [], cache: false })
  await run(writer, 'create table t (id integer primary key, a integer)')
  await run(writer, 'insert into t values (1, 1)')
  await run(writer, 'begin')
  await run(writer, 'update t set a = 2')
  const error = await Promise.resolve(run(reader, 'update t set a = 3')).catch((error: unknown) => error)
  expect(driver.failure(error, 'statement')).toMatchObject({
    code: 'serialization',
    retryable: true,
    outcome: 'not-applied',
  })
  await run(reader, 'begin')
  await run(reader, 'insert into t values (2, 2)')
  await run(writer, 'insert into t values (2, 3)')
  await run(writer, 'commit')
  const late = await Promise.resolve(run(reader, 'commit')).catch((error: unknown) => error)
  expect(driver.failure(late, 'commit')).toMatchObject({
    code: 'serialization',
    retryable: true,
    ends: 'transaction',
  })
  expect(reader.inTransaction).toBe(false)
  await reader.release()
  await writer.release()
})
