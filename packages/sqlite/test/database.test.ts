import { integer, open, sql, text } from '@holdfast/core'
import type { Database } from '@holdfast/core'
import { describe, expect, test } from 'vitest'
import { sqlite } from '../src/index.ts'
import { afterwards, scratchFile, thrownBy } from './scratch.ts'

async function opened(file: string, options = {}): Promise<Database> {
  const db = await open(sqlite(file, options))
  afterwards(() => db.close())
  return db
}

describe.each(['a file', 'memory'])('open(sqlite()) on %s', (where) => {
  const fresh = (): Promise<Database> => opened(where === 'memory' ? ':memory:' : scratchFile())

  test('commits SQL and stores together, and rolls them back together', async () => {
    const db = await fresh()
    await db.run(sql`create table t (a integer primary key, b text) strict`)
    const both = (fails: boolean): Promise<void> =>
      db.transaction(async (tx) => {
        await tx.run(sql`insert into t values (${fails ? 2 : 1}, ${'x'})`)
        await tx.keyValue('names').set(fails ? 'two' : 'one', { n: 1 })
        if (fails) throw new Error('on purpose')
      })
    await both(false)
    expect(await thrownBy(() => both(true))).toMatchObject({ message: 'on purpose' })
    expect(await db.all(sql`select a, b from t`.as({ a: integer(), b: text() }))).toEqual([{ a: 1, b: 'x' }])
    expect(await db.keyValue('names').get('one')).toEqual({ n: 1 })
    expect(await db.keyValue('names').get('two')).toBeUndefined()
  })

  test('a read beside an open transaction does not see its rows', async () => {
    const db = await fresh()
    await db.run(sql`create table t (a integer) strict`)
    let leave = (): void => undefined
    let inserted = (): void => undefined
    const hasInserted = new Promise<void>((resolve) => (inserted = resolve))
    const writing = db.transaction(async (tx) => {
      await tx.run(sql`insert into t values (1)`)
      inserted()
      await new Promise<void>((resolve) => (leave = resolve))
      throw new Error('on purpose')
    })
    await hasInserted
    const read = db.all(sql`select a from t`)
    await new Promise((resolve) => setImmediate(resolve))
    leave()
    await thrownBy(() => writing)
    expect(await read).toEqual([])
  })

  test('a failed nested transaction leaves the outer one whole', async () => {
    const db = await fresh()
    await db.run(sql`create table t (a integer primary key) strict`)
    await db.transaction(async (tx) => {
      await tx.run(sql`insert into t values (1)`)
      const failed = tx.transaction(async (inner) => {
        await inner.run(sql`insert into t values (2)`)
        await inner.run(sql`insert into t values (1)`)
      })
      expect(await thrownBy(() => failed)).toMatchObject({ code: 'duplicate', table: 't', columns: ['a'] })
      await tx.run(sql`insert into t values (3)`)
    })
    expect(await db.all(sql`select a from t order by a`)).toEqual([{ a: 1 }, { a: 3 }])
  })

  test('a read-only transaction refuses writes of stores and SQL', async () => {
    const db = await fresh()
    await db.keyValue('n').set('k', 1)
    const writes = [
      db.transaction(async (tx) => void (await tx.keyValue('n').set('k', 2)), { readOnly: true }),
      db.transaction(async (tx) => void (await tx.run(sql`create table u (a)`)), { readOnly: true }),
    ]
    for (const write of writes) expect(await thrownBy(() => write)).toMatchObject({ code: 'read-only' })
    expect(await db.keyValue('n').get('k')).toBe(1)
  })

  test('streams and loads in bulk, inside and outside of a transaction', async () => {
    const db = await fresh()
    await db.run(sql`create table t (a integer primary key, b text) strict`)
    const many = Array.from({ length: 2_500 }, (_, i) => ({ a: i, b: `row ${i}` }))
    expect(await db.bulkInsert('t', many)).toBe(2_500)
    let sum = 0
    for await (const row of db.stream(sql`select a from t`.as({ a: integer() }))) sum += row.a
    expect(sum).toBe((2_499 * 2_500) / 2)
    await db.transaction(async (tx) => {
      for await (const row of tx.stream(sql`select a from t where a < 10`.as({ a: integer() }), {
        chunk: 3,
      })) {
        await tx.run(sql`delete from t where a = ${row.a}`)
      }
    })
    expect(await db.first(sql`select count(*) as n from t`)).toEqual({ n: 2_490 })
  })

  test('runs what must be alone, as vacuum', async () => {
    const db = await fresh()
    await Promise.all([db.run(sql`vacuum`), db.keyValue('n').set('k', 1), db.run(sql`vacuum`)])
    expect(await db.all(sql`pragma integrity_check`)).toEqual([{ integrity_check: 'ok' }])
  })
})

test('open(sqlite()) finds again after close() what was written before', async () => {
  const file = scratchFile()
  const first = await opened(file)
  await first.keyValue('n').set('k', { deep: ['é'] })
  await first.close()
  expect(await (await opened(file)).keyValue('n').get('k')).toEqual({ deep: ['é'] })
})

test('open(sqlite(readOnly)) reads the stores of an existing file and refuses to write', async () => {
  const file = scratchFile()
  const first = await opened(file)
  await first.keyValue('n').set('k', 1)
  await first.close()
  const db = await opened(file, { readOnly: true })
  expect(await db.keyValue('n').get('k')).toBe(1)
  expect(await thrownBy(() => db.keyValue('n').set('k', 2))).toMatchObject({ code: 'read-only' })
  expect(await thrownBy(() => db.run(sql`create table u (a)`))).toMatchObject({ code: 'read-only' })
})
