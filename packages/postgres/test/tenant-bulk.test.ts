import { bigint, bytes, date, decimal, defineTable, json, sql, tenant, text, timestamp } from '@holdfast/core'
import { expect, test } from 'vitest'
import { guardedIncidents, incidents } from './incidents.ts'

const rowsOf = (org: string, count: number): { org: string; id: string; title: string; severity: number }[] =>
  Array.from({ length: count }, (_, index) => ({ org, id: `${index}`, title: `t${index}`, severity: index }))

test('bulkInsert() into a table of tenants inserts every row, whatever their number', async () => {
  const db = await guardedIncidents()
  for (const [index, count] of [1, 199, 200, 201, 1_234].entries()) {
    const session = db.tenant(`t${index}`)
    expect(await session.bulkInsert('incidents', rowsOf(`t${index}`, count))).toBe(count)
    expect(await session.records(incidents).count()).toBe(count)
    expect(await session.records(incidents).insertMany([{ id: 'last', title: 'x' }])).toBe(1)
  }
  expect(await db.system().records(incidents).count()).toBe(1_840)
})

test('bulkInsert() carries the same values into a table of tenants as into any other', async () => {
  const columns = {
    id: text().primaryKey(),
    big: bigint(),
    exact: decimal(20, 4),
    body: json<unknown>().nullable(),
    raw: bytes(),
    at: timestamp(),
    day: date(),
  }
  const plain = defineTable('plain', columns)
  const guarded = defineTable('guarded', { org: tenant(), ...columns })
  const db = await guardedIncidents()
  await db.createTables([plain, guarded])
  const rows = ['a', '\\N', 'a\tb\nc', '€😀'].map((id, index) => ({
    id,
    big: 2n ** 62n + BigInt(index),
    exact: '1234567890123456.7891',
    body: index === 1 ? null : { text: id, list: [1, null] },
    raw: new Uint8Array([0, 255, index]),
    at: new Date('2024-01-01T00:00:00.123Z'),
    day: '2024-02-29',
  }))
  const one = db.tenant('one')
  expect(await one.records(plain).insertMany(rows)).toBe(4)
  expect(await one.records(guarded).insertMany(rows)).toBe(4)
  const expected = await one.records(plain).list({ orderBy: [['id', 'asc']] })
  const seen = await one.records(guarded).list({ orderBy: [['id', 'asc']] })
  expect(seen).toEqual(expected.map((row) => Object.assign({ org: 'one' }, row)))
})

test('bulkInsert() of a table with hundreds of columns keeps within the parameters of a statement', async () => {
  const names = Array.from({ length: 400 }, (_, index) => `c${index}`)
  const wide = defineTable('wide', {
    org: tenant(),
    id: text().primaryKey(),
    ...Object.fromEntries(names.map((name) => [name, text().nullable()])),
  })
  const db = await guardedIncidents()
  await db.createTables([wide])
  const rows = Array.from({ length: 350 }, (_, id) => ({
    org: 'a',
    id: `${id}`,
    ...Object.fromEntries(names.map((name) => [name, name])),
  }))
  expect(await db.tenant('a').bulkInsert('wide', rows)).toBe(350)
})

test('bulkInsert() leaves nothing when a later row is of another tenant', async () => {
  const db = await guardedIncidents()
  const rows = [...rowsOf('a', 700), { org: 'b', id: 'x', title: 'x', severity: 0 }]
  await expect(db.tenant('a').bulkInsert('incidents', rows)).rejects.toMatchObject({ code: 'permission' })
  await expect(db.bulkInsert('incidents', rowsOf('a', 1))).rejects.toMatchObject({ code: 'permission' })
  expect(await db.system().bulkInsert('incidents', rows)).toBe(701)
})

test('bulkInsert() that is stopped while it waits for rows inserts none, and the connection goes on', async () => {
  const db = await guardedIncidents({ max: 1 })
  const controller = new AbortController()
  const waiting = async function* (): AsyncGenerator<ReturnType<typeof rowsOf>[number]> {
    yield* rowsOf('a', 2_000)
    controller.abort()
    await new Promise(() => undefined)
  }
  await expect(
    db.tenant('a').bulkInsert('incidents', waiting(), { signal: controller.signal }),
  ).rejects.toMatchObject({ code: 'cancelled' })
  expect(await db.system().records(incidents).count()).toBe(0)
  expect(await db.first(sql`select 1 as one`)).toEqual({ one: 1 })
})

test('bulkInsert() whose transaction has timed out sends no row behind its rollback', async () => {
  const db = await guardedIncidents({ max: 1 })
  let goOn: () => void = () => undefined
  const stopped = new Promise<void>((resolve) => (goOn = resolve))
  const slow = async function* (): AsyncGenerator<ReturnType<typeof rowsOf>[number]> {
    yield* rowsOf('a', 2_000)
    await stopped
    yield* rowsOf('b', 2_000)
  }
  const inserting = db
    .tenant('a')
    .transaction((tx) => tx.bulkInsert('incidents', slow()), { timeout: 300, retries: 0 })
  await expect(inserting).rejects.toMatchObject({ code: 'timeout' })
  goOn()
  expect(await db.system().records(incidents).count()).toBe(0)
})

test('bulkInsert() into a missing table says so', async () => {
  const db = await guardedIncidents()
  await expect(db.tenant('a').bulkInsert('nowhere', [{ id: 1 }])).rejects.toMatchObject({ code: 'no-table' })
})
