import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { DuckDBInstance } from '@duckdb/node-api'
import { open, sql } from '@holdfast/core'
import { expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'
import { makeFile } from './folder.ts'
import { opened } from './opened.ts'

const driver = createRequire(import.meta.url).resolve('@duckdb/node-api')

/** Runs these statements in another process, which opens the file by itself or attached, and is then killed. */
const runAndKill = async (file: string, texts: readonly string[]): Promise<void> => {
  const source = `
    const { DuckDBInstance } = require(${JSON.stringify(driver)})
    ;(async () => {
      const connection = await (await DuckDBInstance.create(':memory:')).connect()
      await connection.run(${JSON.stringify(`attach '${file}' as app; use app`)})
      for (const text of ${JSON.stringify(texts)}) await connection.run(text)
      process.kill(process.pid, 'SIGKILL')
    })()`
  const child = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [, signal] = (await once(child, 'exit')) as [number, string]
  expect(signal).toBe('SIGKILL')
}

/** Opens the file as the engine does by itself. */
const openDirectly = async (file: string): Promise<void> => (await DuckDBInstance.create(file)).closeSync()

const alterations = {
  'a column beside an expression default': [
    'create table t (a int, stamp timestamp default now())',
    'alter table t add column b int',
  ],
  'a new column with an expression default': [
    'create table t (a int)',
    'alter table t add column b timestamp default now()',
  ],
  'a column beside a generated one': [
    'create table t (a int, g int generated always as (a + 1))',
    'alter table t add column b int',
  ],
  'a column beside a check with a function': [
    'create table t (a varchar check (length(a) > 1))',
    'alter table t add column b int',
  ],
  'a parent table': [
    'create table p (a int primary key, stamp timestamp default now())',
    'create table c (a int references p (a))',
    'alter table p add column z int',
  ],
} as const

test.each(Object.entries(alterations))(
  'a file whose owner was killed after it altered %s cannot be opened directly, opens here with its rows, and directly after that',
  async (_, texts) => {
    const file = makeFile()
    await runAndKill(file, [...texts, 'create table kept as select 42 as n'])
    const copy = makeFile()
    for (const end of ['', '.wal']) cpSync(`${file}${end}`, `${copy}${end}`)
    await expect(openDirectly(copy)).rejects.toThrow(/while replaying WAL/)
    const db = await open(duckdb(file))
    expect(await db.first(sql`select n from kept`)).toEqual({ n: 42 })
    await db.close()
    await openDirectly(file)
  },
)

test('after a change of the catalog no log is left that a kill could leave behind', async () => {
  const file = makeFile()
  const db = await opened(file)
  await db.run(sql`create table t (a integer, stamp timestamp default now())`)
  await db.run(sql`alter table t add column b integer`)
  expect(existsSync(`${file}.wal`)).toBe(false)
  await db.run(sql`insert into t (a) values (1)`)
  expect(existsSync(`${file}.wal`)).toBe(true)
})

test('after a transaction that changed the catalog no log is left either, and none after a close', async () => {
  const file = makeFile()
  const db = await open(duckdb(file))
  await db.transaction(async (tx) => {
    await tx.run(sql`create table t (a integer, stamp timestamp default now())`)
    await tx.run(sql`insert into t (a) values (1)`)
  })
  expect(existsSync(`${file}.wal`)).toBe(false)
  await db.run(sql`insert into t (a) values (2)`)
  await db.close()
  expect(existsSync(`${file}.wal`)).toBe(false)
})

test('every acknowledged write of a killed process is there', async () => {
  const file = makeFile()
  await (await open(duckdb(file))).close()
  await runAndKill(file, [
    'create table t (n int)',
    ...Array.from({ length: 50 }, (_, n) => `insert into t values (${n})`),
  ])
  const db = await opened(file)
  expect(await db.first(sql`select count(*) as count, sum(n) as sum from t`)).toEqual({
    count: 50,
    sum: 1225,
  })
})

test('the index on the order of keys survives a kill, also for a direct open, and knows what the log brought', async () => {
  const file = makeFile()
  const db = await open(duckdb(file))
  await db.run(sql`insert into holdfast_key_value
    select 'k' || range, '0', 0, 'v', 0, 0, null from range(10000)`)
  await db.close()
  await runAndKill(file, [
    "insert into holdfast_key_value select 'l' || range, '0', 0, 'v', 0, 0, null from range(100)",
    "update holdfast_key_value set value = '1' where id = 'k98'",
    "delete from holdfast_key_value where id in ('l7', 'k981')",
  ])
  const copy = makeFile()
  for (const end of ['', '.wal']) cpSync(`${file}${end}`, `${copy}${end}`)
  await openDirectly(copy)
  const again = await opened(file)
  const short = sql`select id, value from holdfast_key_value where (id || '') >= 'k98' and (id || '') < 'l8'`
  const [plan] = await again.all(sql`explain analyze ${short}`)
  expect(JSON.stringify(plan)).toContain('Index Scan')
  const scanned = sql`select id, value from holdfast_key_value where id >= 'k98' and id < 'l8' order by id`
  const byIndex = await again.all(sql`select * from (${short}) order by id`)
  expect(byIndex).toEqual(await again.all(scanned))
  expect(byIndex.length).toBeGreaterThan(200)
})
