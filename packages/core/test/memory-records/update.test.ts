import { expect, test } from 'vitest'
import {
  bigint,
  type Database,
  decimal,
  defineTable,
  increment,
  integer,
  json,
  real,
  text,
} from '../../src/index.ts'
import { opened } from '../memory/opened.ts'
import { everything, timedTables, users, withCode, withTables } from './tables.ts'

const sums = defineTable('sums', {
  id: integer().primaryKey(),
  integer: integer().nullable(),
  bigint: bigint().default(0n),
  decimal: decimal(4, 2).default('0'),
  real: real().default(0),
  unique: integer().nullable().unique(),
  json: json().nullable(),
})

async function summed(): Promise<Database> {
  const db = await opened()
  await db.createTables([sums])
  return db
}

test('update() changes the row, stamps it, and resolves with it; of a missing one with undefined', async () => {
  const { db, clock } = await timedTables()
  const records = db.records(users)
  const before = await records.insert({ id: 'a', email: 'a' })
  clock.now = 2_000
  const after = await records.update('a', { credits: 5, role: 'admin' })
  expect(after).toEqual({
    ...before,
    credits: 5,
    role: 'admin',
    updatedAt: new Date(2_000),
    version: after?.version,
  })
  expect(after?.version).not.toBe(before.version)
  expect(await records.get('a')).toEqual(after)
  expect(await records.update('x', { credits: 5 })).toBeUndefined()
})

test('update() with ifVersion throws conflict for another version, and changes nothing', async () => {
  const records = (await withTables()).records(users)
  const { version } = await records.insert({ id: 'a', email: 'a' })
  await records.update('a', { credits: 1 }, { ifVersion: version })
  await expect(records.update('a', { credits: 2 }, { ifVersion: version })).rejects.toEqual(
    withCode('conflict', { table: 'users', retryable: false }),
  )
  await expect(records.delete('a', { ifVersion: version })).rejects.toEqual(withCode('conflict'))
  expect((await records.get('a'))?.credits).toBe(1)
  expect(await records.update('x', { credits: 1 }, { ifVersion: version })).toBeUndefined()
  expect(await records.delete('x', { ifVersion: version })).toBe(false)
})

test('update() throws TypeError for what cannot be changed', async () => {
  const db = await withTables()
  const records = db.records(users)
  for (const patch of [
    {},
    { id: 'b' },
    { createdAt: new Date() },
    { version: 'x' },
    { deletedAt: null },
    { nothing: 1 },
    [],
    null,
    undefined,
    { email: undefined },
    { email: { increment: 1 } },
  ])
    await expect(records.update('a', patch as never)).rejects.toThrow(TypeError)
  for (const options of [{ ifVersion: undefined }, { ifVersion: 7 }, { version: 'x' }])
    await expect(records.update('a', { credits: 1 }, options as never)).rejects.toThrow(TypeError)
  const { id } = await db.records(everything).insert({})
  const unversioned = db.records(everything).update(id, { text: 'x' }, { ifVersion: 'x' })
  await expect(unversioned).rejects.toThrow(TypeError)
  await expect(records.update('a', { email: null as never })).rejects.toEqual(
    withCode('not-null', { table: 'users', columns: ['email'] }),
  )
})

test('update() adds up increments, and leaves null as it is', async () => {
  const records = (await summed()).records(sums)
  await records.insert({ id: 1, bigint: 1n, decimal: '1.50', real: 0.5 })
  const row = await records.update(1, {
    integer: increment(5),
    bigint: increment(-3n),
    decimal: increment('-2.75'),
    real: increment(0.25),
  })
  expect(row).toMatchObject({ integer: null, bigint: -2n, decimal: '-1.25', real: 0.75 })
  await records.update(1, { json: { increment: 1 } })
  expect((await records.get(1))?.json).toEqual({ increment: 1 })
})

test('update() throws out-of-range for a sum beyond its column, and changes nothing', async () => {
  const records = (await summed()).records(sums)
  const row = {
    id: 1,
    integer: Number.MAX_SAFE_INTEGER,
    bigint: 2n ** 63n - 1n,
    decimal: '99.99',
    real: Number.MAX_VALUE,
  }
  await records.insertMany([{ id: 0, integer: 0 }, row])
  for (const patch of [
    { integer: increment(1) },
    { bigint: increment(1n) },
    { decimal: increment('0.01') },
    { real: increment(Number.MAX_VALUE) },
  ]) {
    await expect(records.update(1, patch)).rejects.toEqual(withCode('out-of-range', { table: 'sums' }))
    await expect(records.updateWhere({ id: { gte: 0 } }, patch)).rejects.toEqual(withCode('out-of-range'))
  }
  expect((await records.get(0))?.integer).toBe(0)
  expect(await records.get(1)).toMatchObject(row)
})

test('updateWhere() changes every active row that matches, all or none', async () => {
  const records = (await withTables()).records(users)
  await records.insertMany(Array.from('abc').map((id, credits) => ({ id, email: id, credits })))
  await records.delete('c')
  expect(await records.updateWhere({ credits: { gte: 1 } }, { credits: increment(10) })).toBe(1)
  expect((await records.list({ include: 'all' })).map(({ credits }) => credits)).toEqual([0, 11, 2])
  await expect(records.updateWhere({ id: { ne: 'x' } }, { credits: increment(-5) })).rejects.toEqual(
    withCode('check'),
  )
  await expect(records.updateWhere({ id: { ne: 'x' } }, { email: 'same' })).rejects.toEqual(
    withCode('duplicate'),
  )
  expect((await records.list({ include: 'all' })).map(({ credits }) => credits)).toEqual([0, 11, 2])
  expect((await records.find({ email: 'b' }))?.id).toBe('b')
  for (const where of [{}, { and: [] }, { and: [{}] }, { or: [{}] }, undefined, null])
    await expect(records.updateWhere(where as never, { credits: 1 })).rejects.toThrow(TypeError)
  expect(await records.updateWhere({ not: { or: [] } }, { credits: 7 })).toBe(2)
})

test('updateWhere() lets rows hand unique values to each other', async () => {
  const records = (await summed()).records(sums)
  await records.insertMany([1, 2, 3].map((id) => ({ id, unique: id })))
  expect(await records.updateWhere({ id: { gte: 1 } }, { unique: increment(1) })).toBe(3)
  await expect(records.insert({ id: 9, unique: 4 })).rejects.toEqual(withCode('duplicate'))
  await records.insert({ id: 9, unique: 1 })
  await records.insertMany([{ id: 10 }, { id: 11 }])
})

test('update() refuses to change a unique value that rows refer to', async () => {
  const parents = defineTable('parents', { id: integer().primaryKey(), code: text().nullable().unique() })
  const children = defineTable('children', {
    id: integer().primaryKey(),
    code: text().references(() => parents.code as never),
  })
  const db = await opened()
  await db.createTables([children, parents])
  await db.records(parents).insertMany([
    { id: 1, code: 'a' },
    { id: 2, code: 'b' },
  ])
  await db.records(children).insert({ id: 1, code: 'a' })
  await expect(db.records(parents).update(1, { code: 'c' })).rejects.toEqual(
    withCode('foreign-key', { table: 'children', columns: ['code'] }),
  )
  expect((await db.records(parents).get(1))?.code).toBe('a')
  expect((await db.records(parents).update(2, { code: 'c' }))?.code).toBe('c')
  expect((await db.records(parents).update(1, { code: 'a' }))?.code).toBe('a')
})
