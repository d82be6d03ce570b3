import { expect, test } from 'vitest'
import { defineTable, type NewRow, text } from '../../src/index.ts'
import { everything, incidents, posts, timedTables, users, withCode, withTables } from './tables.ts'

const missing = Object.fromEntries([['id', 'b']]) as { id: string; email: string }

test('insert() fills defaults, stamps and keys in, and resolves with the row', async () => {
  const { db } = await timedTables()
  const { version, ...row } = await db.records(users).insert({ email: 'a@example.com' })
  expect(version).toMatch(/./)
  expect(row).toEqual({
    id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/),
    email: 'a@example.com',
    credits: 0,
    balance: '0.00',
    role: 'member',
    createdAt: new Date(1_000),
    updatedAt: new Date(1_000),
    deletedAt: null,
    deletedBy: null,
  })
  const { id, seenAt, ...rest } = await db.records(everything).insert({})
  expect([id.length, seenAt]).toEqual([36, new Date(1_000)])
  expect(new Set(Object.values(rest))).toEqual(new Set([null]))
})

test('insert() keeps the times that an import brings', async () => {
  const { db } = await timedTables()
  const row = await db
    .records(users)
    .insert({ id: 'a', email: 'a', createdAt: new Date(5), updatedAt: new Date(7) })
  expect([row.createdAt, row.updatedAt]).toEqual([new Date(5), new Date(7)])
})

test('insert() throws duplicate for a taken key or unique value, and names the constraint', async () => {
  const db = await withTables()
  await db.records(users).insert({ id: 'a', email: 'a' })
  await expect(db.records(users).insert({ id: 'a', email: 'b' })).rejects.toEqual(
    withCode('duplicate', { table: 'users', columns: ['id'] }),
  )
  await expect(db.records(users).insert({ id: 'b', email: 'a' })).rejects.toEqual(
    withCode('duplicate', { table: 'users', columns: ['email'], constraint: 'users_email_unique' }),
  )
  expect(await db.records(users).count()).toBe(1)
})

test('insert() throws check, not-null, out-of-range and foreign-key with the table and what it broke', async () => {
  const db = await withTables()
  await expect(db.records(users).insert({ email: 'a', credits: -1 })).rejects.toEqual(
    withCode('check', { table: 'users', constraint: 'users_solvent_check' }),
  )
  await expect(db.records(users).insert(missing)).rejects.toEqual(
    withCode('not-null', { table: 'users', columns: ['email'] }),
  )
  await expect(db.records(users).insert({ email: 'a', balance: '10000' })).rejects.toEqual(
    withCode('out-of-range'),
  )
  await expect(db.records(posts).insert({ id: 1, userId: 'nobody', title: '' })).rejects.toEqual(
    withCode('foreign-key', { table: 'posts', columns: ['userId'], constraint: 'posts_user_id_reference' }),
  )
  expect([await db.records(users).count(), await db.records(posts).count()]).toEqual([0, 0])
})

test('a message of a refused row never quotes a value', async () => {
  const db = await withTables()
  await db.records(users).insert({ id: 'secret', email: 'secret' })
  for (const row of [
    { id: 'secret', email: 'x' },
    { id: 'y', email: 'secret' },
    { id: 'y', email: 'y', role: 'secret' as 'admin' },
    { id: 'y', email: 'y', balance: 'secret' },
  ]) {
    await expect(db.records(users).insert(row)).rejects.toThrow(/^(?!.*secret)/s)
  }
})

test('insertMany() inserts all or none, of an array, a generator or an async source', async () => {
  const db = await withTables()
  const records = db.records(users)
  const row = (id: string, email = id): NewRow<typeof users> => ({ id, email })
  expect(await records.insertMany([])).toBe(0)
  expect(await records.insertMany(new Set([row('a'), row('b')]))).toBe(2)
  async function* later(rows: readonly NewRow<typeof users>[]): AsyncGenerator<NewRow<typeof users>> {
    for (const one of rows) yield await Promise.resolve(one)
  }
  expect(await records.insertMany(later([row('c')]))).toBe(1)
  await expect(records.insertMany(later([row('d'), row('e', 'a')]))).rejects.toEqual(withCode('duplicate'))
  await expect(records.insertMany([row('d'), row('d')])).rejects.toEqual(withCode('duplicate'))
  await expect(records.insertMany([row('d'), missing])).rejects.toEqual(withCode('not-null'))
  expect((await records.list()).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  for (const wrong of [undefined, null, 7, 'rows', { id: 'a' }])
    await expect(records.insertMany(wrong as never)).rejects.toThrow(TypeError)
})

test('insertMany() leaves nothing behind when its source fails, and closes a source whose row is refused', async () => {
  const db = await withTables()
  let isClosed = false
  async function* failing(): AsyncGenerator<NewRow<typeof users>> {
    yield { id: 'a', email: 'a' }
    await Promise.reject(new Error('source'))
  }
  async function* refused(): AsyncGenerator<NewRow<typeof users>> {
    try {
      yield { id: 'a', email: 'a' }
      yield await Promise.resolve(missing)
    } finally {
      isClosed = true
    }
  }
  await expect(db.records(users).insertMany(failing())).rejects.toThrow('source')
  await expect(db.records(users).insertMany(refused())).rejects.toEqual(withCode('not-null'))
  expect([await db.records(users).count(), isClosed]).toEqual([0, true])
})

test('insertMany() does not hold the writer while its source waits, so the source may write', async () => {
  const db = await withTables()
  async function* source(): AsyncGenerator<NewRow<typeof users>> {
    await db.records(users).insert({ id: 'a', email: 'a' })
    yield { id: 'b', email: 'b' }
  }
  expect(await db.records(users).insertMany(source())).toBe(1)
  expect(await db.records(users).count()).toBe(2)
})

test('insertMany() takes rows that refer to each other, in any order', async () => {
  const db = await withTables()
  const records = db.tenant('a').records(incidents)
  expect(
    await records.insertMany([
      { id: '1', pattern: 'x', parent: '2' },
      { id: '2', pattern: 'y', parent: '1' },
    ]),
  ).toBe(2)
})

test('a table that createTables() never saw throws no-table for every call', async () => {
  const { db } = await timedTables()
  const strange = db.records(defineTable('strange', { id: text().primaryKey() }))
  const noTable = withCode('no-table', { table: 'strange' })
  await expect(strange.get('a')).rejects.toEqual(noTable)
  await expect(strange.insert({ id: 'a' })).rejects.toEqual(noTable)
  await expect(strange.count()).rejects.toEqual(noTable)
  await expect(strange.deleteWhere({ id: 'a' })).rejects.toEqual(noTable)
})
