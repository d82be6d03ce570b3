import { expect, test } from 'vitest'
import { defineTable, integer, oneOf, text } from '../../src/index.ts'
import { opened } from '../memory/opened.ts'
import { posts, timedTables, users, withCode, withTables } from './tables.ts'

test('delete() of a table with soft delete marks the row, and every read leaves it out unless asked', async () => {
  const { db, clock } = await timedTables()
  const records = db.records(users)
  const before = await records.insert({ id: 'a', email: 'a' })
  clock.now = 2_000
  expect(await records.delete('a', { by: 'admin' })).toBe(true)
  expect(await records.delete('a')).toBe(false)
  expect([await records.get('a'), await records.count(), await records.exists({})]).toEqual([
    undefined,
    0,
    false,
  ])
  expect([await records.list(), await records.update('a', { credits: 1 })]).toEqual([[], undefined])
  const deleted = await records.get('a', { include: 'deleted' })
  expect(deleted).toEqual({
    ...before,
    deletedAt: new Date(2_000),
    deletedBy: 'admin',
    version: deleted?.version,
  })
  expect(deleted?.version).not.toBe(before.version)
  expect([
    await records.count({}, { include: 'all' }),
    await records.count(undefined, { include: 'deleted' }),
  ]).toEqual([1, 1])
})

test('a deleted row does not keep its unique value taken, but its key', async () => {
  const records = (await withTables()).records(users)
  for (let turn = 0; turn < 3; turn++) {
    const { id } = await records.insert({ email: 'a' })
    await records.delete(id)
    await expect(records.insert({ id, email: 'b' })).rejects.toEqual(
      withCode('duplicate', { columns: ['id'] }),
    )
  }
  expect(await records.count({ email: 'a' }, { include: 'deleted' })).toBe(3)
})

test('restore() takes the mark away, or throws duplicate when the value is taken', async () => {
  const { db, clock } = await timedTables()
  const records = db.records(users)
  const before = await records.insert({ id: 'a', email: 'a' })
  expect(await records.restore('a')).toBeUndefined()
  clock.now = 2_000
  await records.delete('a')
  const restored = await records.restore('a')
  expect(restored).toEqual({ ...before, version: restored?.version })
  await records.delete('a')
  await records.insert({ id: 'b', email: 'a' })
  await expect(records.restore('a')).rejects.toEqual(withCode('duplicate', { columns: ['email'] }))
  expect(await records.restore('x')).toBeUndefined()
  await expect(db.records(posts).restore(1)).rejects.toThrow(TypeError)
})

test('deleteWhere() deletes what matches, and refuses a filter that says nothing', async () => {
  const db = await withTables()
  const records = db.records(users)
  await records.insertMany(Array.from('abc').map((id, credits) => ({ id, email: id, credits })))
  expect(await records.deleteWhere({ credits: { gte: 1 } }, { by: 'x' })).toBe(2)
  expect(await records.deleteWhere({ credits: { gte: 1 } })).toBe(0)
  for (const where of [{}, { and: [{}] }, undefined])
    await expect(records.deleteWhere(where as never)).rejects.toThrow(TypeError)
  await expect(db.records(posts).delete(1, { by: 'x' })).rejects.toThrow(TypeError)
  await expect(records.delete('a', { by: 7 as never })).rejects.toThrow(TypeError)
  await expect(records.deleteWhere({ id: 'a' }, { ifVersion: 'x' } as never)).rejects.toThrow(TypeError)
})

test('purge() removes deleted rows for good, the longest deleted first', async () => {
  const { db, clock } = await timedTables()
  const records = db.records(users)
  for (const id of 'dcba') {
    await records.insert({ id, email: id })
    clock.now++
    if (id !== 'b') await records.delete(id)
  }
  expect(await records.purge({ deletedBefore: new Date(1_001) })).toBe(0)
  expect(await records.purge({ limit: 1 })).toBe(1)
  expect((await records.list({ include: 'all' })).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  expect(await records.purge({ where: { id: 'c' } })).toBe(1)
  expect(await records.purge()).toBe(1)
  expect(await records.purge()).toBe(0)
  await expect(db.records(posts).purge()).rejects.toThrow(TypeError)
  await expect(records.purge({ limit: 0 })).rejects.toThrow(RangeError)
  for (const deletedBefore of ['2024-01-01', 5, null])
    await expect(records.purge({ deletedBefore } as never)).rejects.toThrow(TypeError)
})

const parents = defineTable('parents', { id: integer().primaryKey() })
const restricted = defineTable('restricted', {
  id: integer().primaryKey(),
  parent: integer().references(() => parents.id),
})
const cascaded = defineTable('cascaded', {
  id: integer().primaryKey(),
  parent: integer().references(() => parents.id, { onDelete: 'cascade' }),
})
const nested = defineTable(
  'nested',
  {
    id: integer().primaryKey(),
    parent: integer()
      .nullable()
      .references(() => cascaded.id, { onDelete: 'set-null' }),
    kind: oneOf('free', 'bound').default('free'),
  },
  { check: { bound: { or: [{ kind: 'free' }, { parent: { isNull: false } }] } } },
)
const nodes = defineTable('nodes', {
  id: text().primaryKey(),
  parent: text().nullable().references('id', { onDelete: 'cascade' }),
})

test('delete() of a row that others refer to does what onDelete says, all or none', async () => {
  const db = await opened()
  await db.createTables([parents, restricted, cascaded, nested])
  await db.records(parents).insertMany([{ id: 1 }, { id: 2 }])
  await db.records(restricted).insert({ id: 1, parent: 2 })
  await db.records(cascaded).insertMany([
    { id: 1, parent: 1 },
    { id: 2, parent: 2 },
  ])
  await db.records(nested).insertMany([
    { id: 1, parent: 1 },
    { id: 2, parent: 2 },
  ])
  await expect(db.records(parents).delete(2)).rejects.toEqual(
    withCode('foreign-key', {
      table: 'restricted',
      columns: ['parent'],
      constraint: 'restricted_parent_reference',
    }),
  )
  await expect(db.records(parents).deleteWhere({ id: { gte: 1 } })).rejects.toEqual(withCode('foreign-key'))
  expect([await db.records(parents).count(), await db.records(cascaded).count()]).toEqual([2, 2])
  expect(await db.records(parents).delete(1)).toBe(true)
  expect((await db.records(cascaded).list()).map(({ id }) => id)).toEqual([2])
  expect((await db.records(nested).list()).map(({ parent }) => parent)).toEqual([null, 2])
  await db.records(nested).update(2, { kind: 'bound' })
  await expect(db.records(cascaded).delete(2)).rejects.toEqual(withCode('check', { table: 'nested' }))
  expect(await db.records(cascaded).count()).toBe(1)
})

test('delete() follows references of a table to itself, in circles too', async () => {
  const db = await opened()
  await db.createTables([nodes])
  const records = db.records(nodes)
  await records.insertMany([
    { id: 'a', parent: 'b' },
    { id: 'b', parent: 'a' },
    { id: 'c', parent: 'c' },
    { id: 'd', parent: 'c' },
  ])
  expect(await records.delete('a')).toBe(true)
  expect(await records.count()).toBe(2)
  expect(await records.deleteWhere({ id: 'c' })).toBe(1)
  expect(await records.count()).toBe(0)
})

test('a soft delete leaves the rows that refer to it, and purge() asks them', async () => {
  const db = await withTables()
  await db.records(users).insertMany(Array.from('ab').map((id) => ({ id, email: id })))
  await db.records(posts).insert({ id: 1, userId: 'a', title: '' })
  await db.records(users).delete('a')
  expect(await db.records(posts).count()).toBe(1)
  await expect(db.records(users).purge()).rejects.toEqual(withCode('foreign-key', { table: 'posts' }))
  const broken = withCode('foreign-key', { table: 'posts', columns: ['userId'] })
  await expect(db.records(posts).insert({ id: 2, userId: 'a', title: '' })).rejects.toEqual(broken)
  await expect(db.records(posts).update(1, { userId: 'a' })).rejects.toEqual(broken)
  await expect(db.records(posts).upsert({ id: 1, userId: 'x', title: '' })).rejects.toEqual(broken)
  expect((await db.records(posts).update(1, { title: 'changed' }))?.title).toBe('changed')
  expect((await db.records(posts).update(1, { userId: 'b' }))?.userId).toBe('b')
  expect(await db.records(users).purge()).toBe(1)
})
