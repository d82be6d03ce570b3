import { expect, test } from 'vitest'
import { defineTable, increment, integer, text } from '../../src/index.ts'
import { gate } from '../memory/opened.ts'
import { posts, users, withCode, withTables } from './tables.ts'

test('a transaction that throws leaves no record behind, nor a unique value taken', async () => {
  const db = await withTables()
  await db.records(users).insert({ id: 'a', email: 'a' })
  const work = db.transaction(async (tx) => {
    await tx.records(users).insert({ id: 'b', email: 'b' })
    await tx.records(users).update('a', { email: 'c' })
    await tx.records(posts).insert({ id: 1, userId: 'b', title: '' })
    throw new Error('undo')
  })
  await expect(work).rejects.toThrow('undo')
  expect((await db.records(users).list()).map(({ email }) => email)).toEqual(['a'])
  await db.records(users).insertMany(['b', 'c'].map((email) => ({ email })))
  expect(await db.records(posts).count()).toBe(0)
})

test('a transaction reads one snapshot with its own changes, and others see them after the commit', async () => {
  const db = await withTables()
  const [read, written] = [gate(), gate()]
  const reader = db.transaction(
    async (tx) => {
      const before = await tx.records(users).count()
      read.open()
      await written.wait
      return [before, await tx.records(users).count()]
    },
    { readOnly: true },
  )
  await read.wait
  await db.transaction(async (tx) => {
    await tx.records(users).insert({ id: 'a', email: 'a' })
    expect(await tx.records(users).count()).toBe(1)
  })
  expect(await db.records(users).count()).toBe(1)
  written.open()
  expect(await reader).toEqual([0, 0])
})

test('a nested transaction undoes its own records alone', async () => {
  const db = await withTables()
  await db.transaction(async (tx) => {
    await tx.records(users).insert({ id: 'a', email: 'a' })
    const inner = tx.transaction(async (nested) => {
      await nested.records(users).insert({ id: 'b', email: 'b' })
      await nested.records(users).insert({ id: 'c', email: 'a' })
    })
    await expect(inner).rejects.toEqual(withCode('duplicate'))
    await tx.records(users).insert({ id: 'd', email: 'd' })
  })
  expect((await db.records(users).list()).map(({ id }) => id)).toEqual(['a', 'd'])
})

test('after a refused record a transaction can only roll back; conflict, not-found and misuse are answers', async () => {
  const db = await withTables()
  await db.records(users).insert({ id: 'a', email: 'a' })
  const work = db.transaction(async (tx) => {
    const records = tx.records(users)
    await expect(records.update('a', { credits: 1 }, { ifVersion: 'x' })).rejects.toEqual(
      withCode('conflict'),
    )
    await expect(records.getOrThrow('x')).rejects.toEqual(withCode('not-found'))
    await expect(records.insert({ email: 'b', credits: 0.5 })).rejects.toEqual(withCode('invalid-value'))
    await expect(records.insert({} as never)).rejects.toEqual(withCode('not-null'))
    await expect(records.updateWhere({}, { credits: 1 })).rejects.toThrow(TypeError)
    await records.update('a', { credits: 1 })
    await expect(records.insert({ id: 'a', email: 'b' })).rejects.toEqual(withCode('duplicate'))
    await expect(records.count()).rejects.toEqual(withCode('aborted'))
  })
  await expect(work).rejects.toEqual(withCode('aborted'))
  expect((await db.records(users).get('a'))?.credits).toBe(0)
})

test('a read-only transaction refuses every write of records', async () => {
  const db = await withTables()
  const readOnly = withCode('read-only')
  const row = { id: 'a', email: 'a' }
  const writes = [
    (r) => r.insert(row),
    (r) => r.insertMany([row]),
    (r) => r.update('a', { credits: 1 }),
    (r) => r.updateWhere({ id: 'a' }, { credits: 1 }),
    (r) => r.upsert(row),
    (r) => r.upsertMany([row]),
    (r) => r.delete('a'),
    (r) => r.deleteWhere({ id: 'a' }),
    (r) => r.restore('a'),
    (r) => r.purge(),
  ] satisfies ((records: ReturnType<typeof db.records<typeof users>>) => Promise<unknown>)[]
  for (const write of writes)
    await expect(
      db.transaction((tx): Promise<unknown> => write(tx.records(users)), { readOnly: true }),
    ).rejects.toEqual(readOnly)
})

test('using db.records inside its own transaction throws TypeError, and closed after the end', async () => {
  const db = await withTables()
  const late = await db.transaction(async (tx) => {
    await expect(db.records(users).count()).rejects.toThrow(TypeError)
    return tx.records(users)
  })
  await expect(late.count()).rejects.toEqual(withCode('closed'))
  await expect(late.insert({ email: 'a' })).rejects.toEqual(withCode('closed'))
})

test('an aborted signal stops a call of records before anything happens', async () => {
  const db = await withTables()
  const options = { signal: AbortSignal.abort() }
  await expect(db.records(users).insert({ email: 'a' }, options)).rejects.toEqual(withCode('cancelled'))
  await expect(db.records(users).insertMany([{ email: 'a' }], options)).rejects.toEqual(withCode('cancelled'))
  await expect(db.records(users).insert({ email: 'a' }, { signal: 7 as never })).rejects.toThrow(TypeError)
  const stop = new AbortController()
  async function* source(): AsyncGenerator<{ email: string }> {
    yield await Promise.resolve({ email: 'a' })
    stop.abort()
    yield { email: 'b' }
  }
  await expect(db.records(users).insertMany(source(), { signal: stop.signal })).rejects.toEqual(
    withCode('cancelled'),
  )
  expect(await db.records(users).count()).toBe(0)
})

test('16 concurrent callers lose no step, and a check keeps every account from going below zero', async () => {
  const db = await withTables()
  const ids = Array.from('abcd')
  await db.records(users).insertMany(ids.map((id) => ({ id, email: id, credits: 10 })))
  const transfer = async (n: number): Promise<void> => {
    await db.transaction(async (tx) => {
      await tx.records(users).update(ids[n % 4] ?? '', { credits: increment(-3) })
      await tx.records(users).update(ids[(n * 7 + 1) % 4] ?? '', { credits: increment(3) })
    })
  }
  const outcomes = await Promise.allSettled(Array.from({ length: 160 }, (_, n) => transfer(n)))
  expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true)
  const { sum, least } = await db
    .records(users)
    .aggregate({ select: { sum: { sum: 'credits' }, least: { min: 'credits' } } })
  expect(sum).toBe(40)
  expect(least).toBeGreaterThanOrEqual(0)
})

test('createTables() makes what is missing once, and refuses a table that lacks a column', async () => {
  const db = await withTables()
  await db.records(users).insert({ id: 'a', email: 'a' })
  await db.createTables([users, users])
  expect(await db.records(users).count()).toBe(1)
  const wider = defineTable('posts', { id: integer().primaryKey(), body: text() })
  await expect(db.createTables([wider])).rejects.toEqual(
    withCode('schema', { table: 'posts', columns: ['body'] }),
  )
  await expect(db.records(wider).count()).rejects.toEqual(withCode('no-column'))
  const narrower = defineTable('users', { id: text().primaryKey(), email: text() })
  await db.createTables([narrower])
  expect(await db.records(narrower).list()).toEqual([{ id: 'a', email: 'a' }])
  await expect(db.records(narrower).insert({ id: 'b', email: 'b' })).rejects.toEqual(
    withCode('not-null', { columns: ['createdAt'] }),
  )
})

test('createTables() makes all or none, wants the tables that are referred to, and refuses two of one name', async () => {
  const db = await withTables()
  const first = defineTable('first', { id: text().primaryKey() })
  const second = defineTable('second', {
    id: text()
      .primaryKey()
      .references(() => first.id),
  })
  await expect(db.createTables([second])).rejects.toEqual(withCode('no-table', { table: 'first' }))
  const twin = defineTable('first', { id: text().primaryKey() })
  await expect(db.createTables([first, twin])).rejects.toThrow(TypeError)
  for (const wrong of [undefined, first, [{}], [first.id], [null]])
    await expect(db.createTables(wrong as never)).rejects.toThrow(TypeError)
  await expect(db.records(first).count()).rejects.toEqual(withCode('no-table'))
  await db.createTables([second, first])
  expect(await db.records(second).count()).toBe(0)
  await expect(db.transaction(() => db.createTables([first]))).rejects.toThrow(TypeError)
})
