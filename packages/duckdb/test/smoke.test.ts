import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open, sql, integer } from '@holdfast/core'
import { expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'
test('smoke', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'hf-')), 'app.duckdb')
  let db = await open(duckdb(file))
  console.log(db.facts)
  const kv = db.keyValue('a')
  await kv.set('x', { a: 1 })
  expect(await kv.get('x')).toEqual({ a: 1 })
  expect(await kv.set('x', 2, { ifAbsent: true })).toEqual({ ok: false })
  let t = performance.now()
  await Promise.all(Array.from({ length: 64 }, (_, i) => kv.set('k' + i, { i })))
  console.log('64 sets', performance.now() - t)
  t = performance.now()
  await Promise.all(Array.from({ length: 64 }, (_, i) => kv.set('k' + i, { i, j: 1 })))
  console.log('64 sets again', performance.now() - t)
  t = performance.now()
  const all = await Promise.all(Array.from({ length: 64 }, (_, i) => kv.get('k' + i)))
  console.log('64 gets', performance.now() - t)
  expect(all[63]).toEqual({ i: 63, j: 1 })
  t = performance.now(); for (let i = 0; i < 50; i++) await kv.get('k' + i); console.log('get each', (performance.now() - t) / 50)
  t = performance.now(); for (let i = 0; i < 20; i++) await kv.set('k' + i, i); console.log('set each', (performance.now() - t) / 20)
  expect(await kv.increment('n', 5)).toBe(5)
  expect(await Promise.all([kv.increment('n'), kv.increment('n')])).toEqual([6, 7])
  expect(await kv.delete('x')).toBe(true)
  expect(await kv.delete('x')).toBe(false)
  await db.run(sql`create table t (id integer primary key, b varchar)`)
  expect((await db.run(sql`insert into t values (${1}, ${'b'}), (2, 'c')`)).affected).toBe(2)
  expect(await db.all(sql`select count(*) as n from t`.as({ n: integer() }))).toEqual([{ n: 2 }])
  await db.transaction(async (tx) => { await tx.run(sql`insert into t values (3, 'z')`); await tx.keyValue('a').set('tx', 1) })
  await expect(db.transaction(async (tx) => { await tx.run(sql`insert into t values (4, 'z')`); throw new Error('no') })).rejects.toThrow('no')
  await expect(db.run(sql`insert into t values (1, 'z')`)).rejects.toMatchObject({ code: 'duplicate' })
  expect(await db.bulkInsert('t', Array.from({ length: 5000 }, (_, i) => ({ id: i + 10, b: 'x' })))).toBe(5000)
  const keys: string[] = []
  for await (const e of kv.list({ limit: 5 })) keys.push(String(e.key))
  expect(keys.length).toBe(5)
  let n = 0
  for await (const row of db.stream(sql`select * from t order by id`)) { n++; if (n === 700) break }
  await db.close()
  db = await open(duckdb(file))
  expect(await db.keyValue('a').get('tx')).toBe(1)
  await db.close()
})
