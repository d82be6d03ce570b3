import { expect, test } from 'vitest'
import { defineTable, increment, integer, text, timestamp, now } from '../../src/index.ts'
import { timed } from '../memory/opened.ts'
import { timedTables, users, withCode, withTables } from './tables.ts'

const counters = defineTable(
  'counters',
  {
    id: integer().primaryKey(),
    host: text(),
    name: text().nullable(),
    total: integer().default(1),
    note: text().default('none'),
    seenAt: timestamp().default(now),
  },
  { unique: [['host', 'name']] },
)

test('upsert() inserts, or changes every column that was given', async () => {
  const { db, clock } = await timedTables()
  const records = db.records(users)
  const first = await records.upsert({ id: 'a', email: 'a', credits: 5 })
  clock.now = 2_000
  const second = await records.upsert({ id: 'a', email: 'b' })
  expect(second).toEqual({ ...first, email: 'b', updatedAt: new Date(2_000), version: second.version })
  expect(second.version).not.toBe(first.version)
  expect(await records.count()).toBe(1)
})

test('upsert() on a unique constraint keeps the key, and takes columns or changes as asked', async () => {
  const { db, clock } = await timed()
  await db.createTables([counters])
  const records = db.records(counters)
  const on = ['name', 'host'] as const
  await records.upsert({ id: 1, host: 'h', name: 'n' }, { on })
  expect(await records.upsert({ id: 2, host: 'h', name: 'n', note: 'x' }, { on })).toMatchObject({
    id: 1,
    note: 'x',
    total: 1,
  })
  const add = { on, update: { total: increment(2) } }
  expect(await records.upsert({ id: 3, host: 'h', name: 'n', note: 'y', total: 9 }, add)).toMatchObject({
    id: 1,
    note: 'x',
    total: 3,
  })
  clock.now = 5_000
  const taken = await records.upsert(
    { id: 3, host: 'h', name: 'n', note: 'z' },
    { on, update: ['seenAt', 'total'] },
  )
  expect(taken).toMatchObject({ id: 1, note: 'x', total: 1, seenAt: new Date(5_000) })
  // Null is never the same.
  await records.upsert({ id: 4, host: 'h', name: null }, { on })
  await records.upsert({ id: 5, host: 'h', name: null }, { on })
  expect(await records.count()).toBe(3)
})

test('upsert() leaves a row untouched when there is nothing to change', async () => {
  const { db, clock } = await timedTables()
  const first = await db.records(users).insert({ id: 'a', email: 'a' })
  clock.now = 2_000
  expect(await db.records(users).upsert({ id: 'a', email: 'b' }, { update: [] })).toEqual(first)
})

test('upsert() throws duplicate for the key of a deleted row and for another unique value; a deleted unique value is free', async () => {
  const records = (await withTables()).records(users)
  await records.insertMany(Array.from('ab').map((id) => ({ id, email: id })))
  await records.delete('a')
  await expect(records.upsert({ id: 'a', email: 'x' })).rejects.toEqual(
    withCode('duplicate', { columns: ['id'] }),
  )
  await expect(records.upsert({ id: 'c', email: 'b' })).rejects.toEqual(
    withCode('duplicate', { columns: ['email'] }),
  )
  expect((await records.upsert({ id: 'c', email: 'a' }, { on: ['email'] })).id).toBe('c')
})

test('upsertMany() goes row by row, all or none: of one key the last wins and increments add up', async () => {
  const { db } = await timed()
  await db.createTables([counters])
  const records = db.records(counters)
  const rows = [
    { id: 1, host: 'a', note: 'one' },
    { id: 1, host: 'b', note: 'two' },
    { id: 2, host: 'a' },
    { id: 1, host: 'c' },
  ]
  expect(await records.upsertMany(rows)).toBe(4)
  expect(await records.get(1)).toMatchObject({ host: 'c', note: 'two', total: 1 })
  expect(await records.upsertMany(rows, { update: { total: increment(1) } })).toBe(4)
  expect((await records.list()).map(({ total }) => total)).toEqual([4, 2])
  await expect(
    records.upsertMany([
      { id: 3, host: 'x', name: 'x' },
      { id: 4, host: 'x', name: 'x' },
    ]),
  ).rejects.toEqual(withCode('duplicate'))
  expect(await records.count()).toBe(2)
})

test('upsert() throws TypeError for columns that are no key, and for an update of what cannot change', async () => {
  const records = (await withTables()).records(users)
  const row = { id: 'a', email: 'a' }
  for (const on of [[], ['credits'], ['id', 'email'], 'id', ['id', 'id'], ['nothing'], null])
    await expect(records.upsert(row, { on } as never)).rejects.toThrow(TypeError)
  for (const update of [{}, ['id'], ['createdAt'], ['nothing'], { id: 'x' }, 'credits', null])
    await expect(records.upsert(row, { update } as never)).rejects.toThrow(TypeError)
})
