import { expect, test } from 'vitest'
import { defineTable, integer, many, tenant, text } from '../../src/index.ts'
import { opened } from '../memory/opened.ts'
import { incidents, users, withCode, withTables } from './tables.ts'

test("a tenants' table shows each tenant its own rows, whatever is asked", async () => {
  const db = await withTables()
  const [a, b] = [db.tenant('a').records(incidents), db.tenant('b').records(incidents)]
  await a.insert({ id: '1', pattern: 'x' })
  expect((await b.insert({ id: '1', pattern: 'x' })).tenant).toBe('b')
  await b.insert({ id: '2', pattern: 'y' })
  expect([await a.count(), await b.count()]).toEqual([1, 2])
  expect(await a.get('2')).toBeUndefined()
  expect(await a.list({ where: { or: [{ tenant: 'b' }, { id: '2' }] } })).toEqual([])
  expect(await a.updateWhere({ pattern: { in: ['x', 'y'] } }, { pattern: 'z' })).toBe(1)
  expect(await a.deleteWhere({ not: { or: [] } })).toBe(1)
  expect((await b.list()).map(({ pattern }) => pattern)).toEqual(['x', 'y'])
  expect(await b.aggregate({ select: { n: { count: true } } })).toEqual({ n: 2 })
})

test("a tenants' table throws TypeError without a tenant, and for another one", async () => {
  const db = await withTables()
  expect(() => db.records(incidents)).toThrow(TypeError)
  await db.transaction(async (tx) => {
    expect(() => tx.records(incidents)).toThrow(TypeError)
    await tx.records(users).count()
  })
  const a = db.tenant('a').records(incidents)
  await expect(a.insert({ tenant: 'b', id: '1', pattern: 'x' })).rejects.toThrow(TypeError)
  await expect(a.get({ tenant: 'b', id: '1' })).rejects.toThrow(TypeError)
  await expect(a.update('1', { tenant: 'b' } as never)).rejects.toThrow(TypeError)
  expect(await a.get({ tenant: 'a', id: '1' })).toBeUndefined()
})

test("system() sees every tenant's rows, and must name the tenant", async () => {
  const db = await withTables()
  const all = db.system().records(incidents)
  await all.insertMany(['a', 'b'].map((tenant) => ({ tenant, id: '1', pattern: 'x' })))
  expect((await all.list()).map(({ tenant }) => tenant)).toEqual(['a', 'b'])
  expect((await all.get({ tenant: 'b', id: '1' }))?.tenant).toBe('b')
  await expect(all.get('1')).rejects.toThrow(TypeError)
  await expect(all.insert({ id: '2', pattern: 'y' })).rejects.toEqual(
    withCode('not-null', { columns: ['tenant'] }),
  )
  expect(await db.system().transaction((tx) => tx.records(incidents).count())).toBe(2)
  expect(await db.system().records(users).count()).toBe(0)
})

test('a transaction of a tenant is bound to it, nested ones too', async () => {
  const db = await withTables()
  await db.tenant('a').transaction(async (tx) => {
    await tx.records(incidents).insert({ id: '1', pattern: 'x' })
    await tx.transaction((inner) => inner.records(incidents).insert({ id: '2', pattern: 'y' }))
  })
  expect((await db.system().records(incidents).list()).map(({ tenant, id }) => tenant + id)).toEqual([
    'a1',
    'a2',
  ])
})

test("a reference between tenants' tables stays within the tenant, and set-null leaves the tenant", async () => {
  const db = await withTables()
  const [a, b] = [db.tenant('a').records(incidents), db.tenant('b').records(incidents)]
  await a.insert({ id: '1', pattern: 'x' })
  await expect(b.insert({ id: '2', pattern: 'y', parent: '1' })).rejects.toEqual(withCode('foreign-key'))
  await b.insert({ id: '1', pattern: 'x' })
  await b.insert({ id: '2', pattern: 'y', parent: '1' })
  await a.delete('1')
  expect((await b.get('2'))?.parent).toBe('1')
  await b.delete('1')
  expect(await b.get('2')).toEqual({ tenant: 'b', id: '2', pattern: 'y', parent: null })
})

test("upsert() on a unique constraint of a tenants' table looks at the tenant's rows", async () => {
  const db = await withTables()
  const [a, b] = [db.tenant('a').records(incidents), db.tenant('b').records(incidents)]
  await a.insert({ id: '1', pattern: 'x' })
  expect((await b.upsert({ id: '9', pattern: 'x' }, { on: ['pattern'] })).id).toBe('9')
  expect((await b.upsert({ id: '8', pattern: 'x' }, { on: ['pattern'], update: [] })).id).toBe('9')
  expect(await db.system().records(incidents).count()).toBe(2)
})

const hosts = defineTable('hosts', { id: integer().primaryKey() })
const jobs = defineTable('jobs', {
  tenant: tenant(),
  id: text().primaryKey(),
  host: integer().references(() => hosts.id),
})

test("many() of a tenants' table shows the rows of the session's tenant, and needs one", async () => {
  const db = await opened()
  await db.createTables([hosts, jobs])
  await db.records(hosts).insert({ id: 1 })
  for (const tenant of ['a', 'b']) await db.tenant(tenant).records(jobs).insert({ id: 'j', host: 1 })
  const query = { with: { jobs: many(jobs.host) } } as const
  expect(await db.tenant('a').records(hosts).get(1, query)).toEqual({
    id: 1,
    jobs: [{ tenant: 'a', id: 'j', host: 1 }],
  })
  expect((await db.system().records(hosts).get(1, query))?.jobs).toHaveLength(2)
  await expect(db.records(hosts).get(1, query)).rejects.toThrow(TypeError)
})
