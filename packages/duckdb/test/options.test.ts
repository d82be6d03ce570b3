import { join } from 'node:path'
import { open, sql } from '@holdfast/core'
import { describe, expect, test } from 'vitest'
import { duckdb, fromUrl, type DuckdbOptions } from '../src/index.ts'
import { locate } from '../src/engine/location.ts'
import { partsOfUrl } from '../src/url.ts'
import { acquire, driven } from './driven.ts'
import { makeFile, makeFolder } from './folder.ts'
import { opened } from './opened.ts'

describe('duckdb() throws misuse for', () => {
  test.each<[string, unknown]>([
    ['an unknown option', { writers: 2 }],
    ['readOnly that is no boolean', { readOnly: 'yes' }],
    ['no running statements', { runningStatements: 0 }],
    ['half a thread', { threads: 0.5 }],
    ['a memory limit without a unit', { memoryLimit: '512' }],
  ])('%s', (_, options) => {
    expect(() => duckdb('app.duckdb', options as DuckdbOptions)).toThrow(/duckdb\(\)/)
  })

  test.each(['', 'a\0b'])('the path %j', (path) => {
    expect(() => duckdb(path)).toThrow(TypeError)
  })
})

test('partsOfUrl() takes the path as it is, decoded, and options from the query', () => {
  expect(partsOfUrl('duckdb:app.duckdb')).toEqual({ path: 'app.duckdb', options: {} })
  expect(partsOfUrl('duckdb:///srv/a%20b.duckdb?readOnly=true&threads=2&memoryLimit=1GB')).toEqual({
    path: '/srv/a b.duckdb',
    options: { readOnly: true, threads: 2, memoryLimit: '1GB' },
  })
  expect(partsOfUrl('duckdb::memory:')).toEqual({ path: ':memory:', options: {} })
  expect(partsOfUrl('duckdb:md:sales?motherduck_token=x')).toEqual({
    path: 'md:sales?motherduck_token=x',
    options: {},
  })
  for (const url of ['sqlite:a', 'duckdb:', 'duckdb://host/a', 'duckdb:a%'])
    expect(() => partsOfUrl(url)).toThrow(TypeError)
})

test('open() takes a duckdb: URL', async () => {
  const file = makeFile()
  const db = await open(fromUrl(`duckdb:${file}`))
  await db.keyValue('a').set('k', 1)
  await db.close()
  const again = await opened(file)
  expect(await again.keyValue('a').get('k')).toBe(1)
})

test('locate() tells a file, memory and MotherDuck apart, and keeps the token out of the name', () => {
  expect(locate('/srv/app.duckdb')).toEqual({ kind: 'file', path: '/srv/app.duckdb', catalog: 'app' })
  expect(locate('/srv/main.duckdb')).toEqual({ kind: 'file', path: '/srv/main.duckdb', catalog: 'main_db' })
  expect(locate(':memory:')).toEqual({ kind: 'memory' })
  expect(locate('md:sales?motherduck_token=secret')).toMatchObject({ kind: 'motherduck', name: 'sales' })
})

test.each(['main.duckdb', 'temp.db', 'with "quote" and \'apostrophe\'.duckdb', 'ünï.duckdb', 'no-extension'])(
  'a file called %s opens, is written and opens again',
  async (name) => {
    const file = join(makeFolder(), name)
    const db = await open(duckdb(file))
    await db.keyValue('a').set('k', 1)
    await db.run(sql`create table t (a integer)`)
    await db.bulkInsert('t', [{ a: 1 }])
    await db.close()
    const again = await opened(file)
    expect(await again.keyValue('a').get('k')).toBe(1)
  },
)

test('a database in memory is empty when it is opened again, and two do not share', async () => {
  const [first, second] = [await opened(), await opened()]
  expect(first.capabilities.persistent).toBe(false)
  await first.keyValue('a').set('k', 1)
  expect(await second.keyValue('a').get('k')).toBeUndefined()
  await expect(open(duckdb(':memory:', { readOnly: true }))).rejects.toMatchObject({ code: 'unsupported' })
})

test('facts name the engine, its version and a durability of full for a file, none for memory', async () => {
  const db = await opened(makeFile())
  expect(db.facts).toMatchObject({ engine: 'DuckDB', durability: 'full', system: 'duckdb', namespace: 'app' })
  expect(db.facts.version).toMatch(/^1\.\d+\.\d+$/)
  expect((await opened()).facts.durability).toBe('none')
})

test('threads and memoryLimit reach the engine, and what it spills lies beside the file', async () => {
  const file = makeFile()
  const db = await opened(file, { threads: 1, memoryLimit: '256MB' })
  const [row] = await db.all(
    sql`select current_setting('threads') as t, current_setting('memory_limit') as m, current_setting('temp_directory') as d`,
  )
  expect(row).toEqual({ t: 1, m: '244.1 MiB', d: `${file}.tmp` })
})

test('acquire() throws busy at the deadline and cancelled when the signal aborts, and the slot goes to the next', async () => {
  const driver = await driven(':memory:', { readers: 1 })
  const held = await acquire(driver, 'read')
  const wait = { deadline: performance.now() + 20 }
  await expect(driver.acquire('read', wait)).rejects.toMatchObject({ code: 'busy', retryable: true })
  const controller = new AbortController()
  const waiting = driver.acquire('read', { deadline: performance.now() + 5_000, signal: controller.signal })
  controller.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
  const next = driver.acquire('read', { deadline: performance.now() + 5_000 })
  await held.release()
  await (await next).release()
})

test('close() with a statement still running stops it and frees the file', async () => {
  const file = makeFile()
  const db = await open(duckdb(file))
  const running = db
    .all(sql`select count(*) from range(1000000000) a, range(1000) b`)
    .catch((error: unknown) => error)
  await db.close({ drain: 20 })
  expect(await running).toBeInstanceOf(Error)
  await opened(file)
})
