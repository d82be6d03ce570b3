import { expect, test } from 'vitest'
import { type Database, many, type NewRow, type OpenOptions, type TableRow } from '../../src/index.ts'
import { opened } from '../memory/opened.ts'
import { everything, incidents, posts, users, withCode, withTables } from './tables.ts'

async function withPosts(): Promise<Database> {
  const db = await withTables()
  await db.records(users).insertMany(['a', 'b', 'c'].map((id) => ({ id, email: id })))
  await db.records(posts).insertMany([
    { id: 2, userId: 'a', title: 'two' },
    { id: 1, userId: 'a', title: 'one' },
    { id: 3, userId: 'b', title: 'three' },
  ])
  return db
}

test('get() finds by the value of the key or by its parts, and getOrThrow() throws not-found', async () => {
  const records = (await withPosts()).records(users)
  expect((await records.get('a'))?.email).toBe('a')
  expect((await records.get({ id: 'a' }))?.email).toBe('a')
  expect(await records.get('x')).toBeUndefined()
  expect((await records.getOrThrow('a')).id).toBe('a')
  await expect(records.getOrThrow('x')).rejects.toEqual(withCode('not-found', { table: 'users' }))
  for (const wrong of [undefined, null, 7, {}, { email: 'a' }, { id: 'a', email: 'a' }, ['a']])
    await expect(records.get(wrong as never)).rejects.toThrow(TypeError)
})

test('what is read is a fresh copy, and what was written is too', async () => {
  const records = (await withTables()).records(everything)
  const given = { timestamp: new Date(5), bytes: new Uint8Array([1]), json: { list: [1] } }
  const { id } = await records.insert(given)
  given.timestamp.setTime(9)
  given.bytes[0] = 9
  given.json.list.push(9)
  for (let turn = 0; turn < 2; turn++) {
    const row = await records.getOrThrow(id)
    expect(row).toMatchObject({ timestamp: new Date(5), bytes: new Uint8Array([1]), json: { list: [1] } })
    row.timestamp?.setTime(9)
    row.bytes?.fill(9)
    ;(row.json as typeof given.json).list.push(9)
  }
  const { low } = await records.aggregate({ select: { low: { min: 'timestamp' } } })
  low?.setTime(9)
  expect((await records.get(id))?.timestamp).toEqual(new Date(5))
})

test('every type comes back as it was written, a decimal and a UUID in their one form', async () => {
  const records = (await withTables()).records(everything)
  const row = {
    id: '0190B3A0-1111-7222-8333-444455556666',
    text: 'ä\u0001😀',
    enum: 'a',
    integer: -(2 ** 53) + 1,
    bigint: -(2n ** 63n),
    real: 1e-300,
    decimal: '-0012.5',
    boolean: false,
    timestamp: new Date('9999-12-31T23:59:59.999Z'),
    date: '2024-02-29',
    json: { __proto__x: [null, -0.5, 'x'] },
    bytes: new Uint8Array([0, 255]),
    seenAt: new Date(0),
  } as const satisfies NewRow<typeof everything>
  const { id } = await records.insert(row)
  expect(await records.get(id)).toEqual({ ...row, id: row.id.toLowerCase(), decimal: '-12.500' })
})

test('select reads these columns only', async () => {
  const records = (await withPosts()).records(users)
  expect(await records.get('a', { select: ['email'] })).toEqual({ email: 'a' })
  expect(await records.list({ select: ['id', 'role', 'id'], limit: 1 })).toEqual([
    { id: 'a', role: 'member' },
  ])
})

test('with joins the row referred to, and all rows that refer to this one by their key', async () => {
  const db = await withPosts()
  const post = await db.records(posts).getOrThrow(1, { with: { author: posts.userId }, select: ['id'] })
  expect(post).toEqual({ id: 1, author: expect.objectContaining({ id: 'a', email: 'a' }) })
  const list = await db.records(users).list({ with: { posts: many(posts.userId) }, select: ['id'] })
  expect(list).toEqual([
    {
      id: 'a',
      posts: [
        { id: 1, userId: 'a', title: 'one' },
        { id: 2, userId: 'a', title: 'two' },
      ],
    },
    { id: 'b', posts: [{ id: 3, userId: 'b', title: 'three' }] },
    { id: 'c', posts: [] },
  ])
  await db.records(users).delete('a')
  expect((await db.records(posts).get(1, { with: { author: posts.userId } }))?.author).toBeNull()
})

test("with shows the rows of the session's tenant only", async () => {
  const db = await withTables()
  for (const id of ['a', 'b']) {
    await db.tenant(id).records(incidents).insert({ id: '1', pattern: 'x' })
    await db.tenant(id).records(incidents).insert({ id: '2', pattern: 'y', parent: '1' })
  }
  const query = {
    with: { children: many(incidents.parent), parent_: incidents.parent },
    select: ['tenant', 'id'],
  } as const
  expect(await db.tenant('a').records(incidents).list(query)).toEqual([
    { tenant: 'a', id: '1', children: [{ tenant: 'a', id: '2', pattern: 'y', parent: '1' }], parent_: null },
    { tenant: 'a', id: '2', children: [], parent_: { tenant: 'a', id: '1', pattern: 'x', parent: null } },
  ])
})

test('list() gives 100 rows unless it says otherwise, by the primary key', async () => {
  const db = await withTables()
  const rows = Array.from({ length: 120 }, (_, id) => ({ id: `${id}`.padStart(3, '0'), email: `${id}` }))
  await db.records(users).insertMany(rows.toReversed())
  const ids = (await db.records(users).list()).map(({ id }) => id)
  expect(ids).toEqual(rows.slice(0, 100).map(({ id }) => id))
  expect(await db.records(users).list({ limit: 10_000 })).toHaveLength(120)
})

test('find() gives the first row of the order', async () => {
  const records = (await withPosts()).records(posts)
  expect((await records.find({ userId: 'a' }))?.id).toBe(1)
  expect((await records.find({}, { orderBy: [['id', 'desc']] }))?.id).toBe(3)
  expect(await records.find({ userId: 'x' })).toBeUndefined()
})

test('orderBy orders by each type, mixed directions and a place for nulls', async () => {
  const records = (await withTables()).records(everything)
  const id = (n: number): string => `00000000-0000-7000-8000-00000000000${n}`
  await records.insertMany([
    {
      id: id(1),
      text: '\uffff',
      decimal: '9',
      bigint: 10n,
      enum: 'b',
      bytes: new Uint8Array([2]),
      boolean: true,
      date: '2024-01-02',
    },
    {
      id: id(2),
      text: '😀',
      decimal: '10',
      bigint: 9n,
      enum: 'a',
      bytes: new Uint8Array([1, 9]),
      boolean: false,
      date: '2024-01-01',
    },
    { id: id(3) },
  ])
  const order = async (orderBy: Parameters<typeof records.list>[0] & {}): Promise<string> =>
    (await records.list(orderBy)).map((row) => row.id.at(-1)).join('')
  for (const column of ['bigint', 'enum', 'bytes', 'boolean', 'date'] as const) {
    expect(await order({ orderBy: [column] })).toBe('321')
    expect(await order({ orderBy: [[column, 'desc']] })).toBe('123')
    expect(await order({ orderBy: [[column, 'asc', 'nulls last']] })).toBe('213')
    expect(await order({ orderBy: [[column, 'desc', 'nulls first']] })).toBe('312')
  }
  for (const column of ['text', 'decimal'] as const) expect(await order({ orderBy: [column] })).toBe('312')
  expect(await order({ orderBy: [['seenAt', 'desc']] })).toBe('321')
})

test('forUpdate is for transactions that may write', async () => {
  const db = await withPosts()
  await expect(db.records(users).get('a', { forUpdate: true })).rejects.toThrow(TypeError)
  await db.transaction(async (tx) => {
    expect((await tx.records(users).list({ forUpdate: true })).length).toBe(3)
  })
  await expect(
    db.transaction((tx) => tx.records(users).get('a', { forUpdate: true }), { readOnly: true }),
  ).rejects.toEqual(withCode('read-only'))
})

test('walk() yields every row that exists throughout exactly once, under writes', async () => {
  const db = await withTables()
  const records = db.records(users)
  const rows = Array.from({ length: 2_500 }, (_, id) => ({
    id: `${id}`.padStart(4, '0'),
    email: `${id}`,
    credits: id,
  }))
  await records.insertMany(rows)
  const seen: TableRow<typeof users>[] = []
  for await (const row of records.walk({ where: { credits: { gte: 10 } }, orderBy: [['credits', 'desc']] })) {
    if (seen.push(row) !== 1) continue
    await records.updateWhere({ credits: 2_499 }, { credits: 11 })
    await records.update('0011', { credits: 9_999 })
    await records.insert({ id: 'new', email: 'new', credits: 5_000 })
    await records.delete('0100')
  }
  const ids = seen.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const kept = rows.slice(10).map(({ id }) => id)
  expect(kept.filter((id) => !ids.includes(id))).toEqual(['0100'])
  expect(() => records.walk({ limit: 1 } as never)).toThrow(TypeError)
  expect(() => records.walk({ orderBy: ['nothing'] } as never)).toThrow(TypeError)
})

test('list() of a filtered page on 10 000 rows and get() by key are fast enough for tests', async () => {
  const records = (await withTables()).records(users)
  await records.insertMany(
    Array.from({ length: 10_000 }, (_, id) => ({ id: `${id}`, email: `${id}`, credits: id % 100 })),
  )
  const started = performance.now()
  for (let turn = 0; turn < 10; turn++)
    expect(await records.list({ where: { credits: turn }, orderBy: ['email'] })).toHaveLength(100)
  for (let id = 0; id < 10_000; id++) await records.get(`${id}`, { select: ['id'] })
  expect(performance.now() - started).toBeLessThan(3_000)
})

const secret: OpenOptions = { cursorSecret: 'sixteen characters' }
test('page() signs its cursors where open() was given a secret', async () => {
  const [signed, plain] = [await opened(secret), await opened()]
  for (const db of [signed, plain]) {
    await db.createTables([users])
    await db.records(users).insertMany(['a', 'b'].map((id) => ({ id, email: id })))
  }
  const { next } = await signed.records(users).page({ limit: 1 })
  const { next: unsigned } = await plain.records(users).page({ limit: 1 })
  expect((await signed.records(users).page({ limit: 1, after: next! })).items[0]?.id).toBe('b')
  await expect(signed.records(users).page({ limit: 1, after: unsigned! })).rejects.toEqual(
    withCode('invalid-value'),
  )
  await expect(plain.records(users).page({ limit: 1, after: next! })).rejects.toEqual(
    withCode('invalid-value'),
  )
  await expect(opened({ cursorSecret: 'short' })).rejects.toThrow(RangeError)
  await expect(opened({ cursorSecret: 7 as never })).rejects.toThrow(TypeError)
})
