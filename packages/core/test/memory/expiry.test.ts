import { expect, test } from 'vitest'
import { timed } from './opened.ts'

test('an entry exists until one millisecond before it expires, and not at that instant', async () => {
  const { db, clock } = await timed()
  const kv = db.keyValue('a')
  await kv.set('key', 1, { ttl: 100 })
  clock.now = 1_099
  expect(await kv.get('key')).toBe(1)
  clock.now = 1_100
  expect(await kv.get('key')).toBeUndefined()
  expect(await kv.entry('key')).toBeUndefined()
  expect(await kv.has('key')).toBe(false)
  expect(await kv.delete('key')).toBe(false)
  expect(await kv.touch('key', 100)).toBe(false)
  for await (const entry of kv.list()) expect.fail(String(entry.key))
  expect(await kv.increment('key', 5)).toBe(5)
  expect((await kv.entry('key'))?.createdAt).toEqual(new Date(1_100))
})

test('an entry that was seen expired stays so when the clock is set back', async () => {
  const { db, clock } = await timed()
  const kv = db.keyValue('a')
  await kv.set('key', 1, { ttl: 100 })
  clock.now = 1_100
  expect(await kv.has('key')).toBe(false)
  clock.now = 1_000
  expect(await kv.has('key')).toBe(false)
})

test('an entry expires inside a long transaction too', async () => {
  const { db, clock } = await timed()
  await db.keyValue('a').set('key', 1, { ttl: 100 })
  await db.transaction(
    async (tx) => {
      expect(await tx.keyValue('a').get('key')).toBe(1)
      clock.now = 1_100
      expect(await tx.keyValue('a').get('key')).toBeUndefined()
    },
    { readOnly: true },
  )
})

test('keyValue.touch() sets a new time to live from now, and leaves the version', async () => {
  const { db, clock } = await timed()
  const kv = db.keyValue('a')
  const { version } = await kv.set('key', 1, { ttl: 100 })
  clock.now = 1_050
  expect(await kv.touch('key', 100)).toBe(true)
  expect(await kv.entry('key')).toMatchObject({
    version,
    expiresAt: new Date(1_150),
    updatedAt: new Date(1_000),
  })
  expect(await kv.touch('key', null)).toBe(true)
  expect(await kv.entry('key')).not.toHaveProperty('expiresAt')
  expect(await kv.touch('missing', null)).toBe(false)
})

test('the ttl of keyValue() is that of every write that names none', async () => {
  const { db } = await timed()
  const kv = db.keyValue<number>('a', { ttl: 100 })
  await kv.set('set', 1)
  await kv.setMany([['many', 1]])
  await kv.increment('sum')
  await kv.atomic().set('atomic', 1).increment('together').commit()
  for await (const { expiresAt } of kv.list()) expect(expiresAt).toEqual(new Date(1_100))
  await kv.set('set', 1, { ttl: null })
  expect(await kv.entry('set')).not.toHaveProperty('expiresAt')
})

test('keyValue.increment() applies ttl when it creates and keeps the expiry afterwards', async () => {
  const { db, clock } = await timed()
  const kv = db.keyValue('a')
  await kv.increment('n', 1, { ttl: 100 })
  clock.now = 1_050
  await kv.increment('n', 1, { ttl: 100 })
  expect((await kv.entry('n'))?.expiresAt).toEqual(new Date(1_100))
})

test('keyValue.prune() removes up to limit expired entries and no others', async () => {
  const { db, clock } = await timed()
  const kv = db.keyValue<number>('a')
  await kv.setMany(
    Array.from({ length: 5 }, (_, n) => [`old${n}`, n] as const),
    { ttl: 10 },
  )
  await kv.set('young', 1, { ttl: 11 })
  clock.now = 1_010
  expect(await kv.prune({ limit: 2 })).toBe(2)
  expect(await kv.prune()).toBe(3)
  expect(await kv.prune()).toBe(0)
  expect(await kv.has('young')).toBe(true)
  await expect(kv.prune({ limit: 0 })).rejects.toThrow(RangeError)
})
