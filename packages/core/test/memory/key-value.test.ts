import { expect, expectTypeOf, test } from 'vitest'
import type { Stored } from '../../src/index.ts'
import { opened, timed } from './opened.ts'

const withCode = (code: string): unknown => expect.objectContaining({ code })

test('keyValue.get() gives undefined for a missing entry, and falsy values are values', async () => {
  const kv = (await opened()).keyValue('a')
  expect(await kv.get('missing')).toBeUndefined()
  for (const value of [0, false, '', null, [], {}]) {
    await kv.set('key', value)
    expect(await kv.get('key')).toStrictEqual(value)
    expect(await kv.has('key')).toBe(true)
  }
})

test('keyValue.set() and get() copy: what the caller does to a value changes nothing stored', async () => {
  const kv = (await opened()).keyValue<{ list: number[] }>('a')
  const value = { list: [1] }
  const writing = kv.set('key', value)
  value.list.push(2)
  await writing
  const read = await kv.get('key')
  read?.list.push(3)
  expect(await kv.get('key')).toEqual({ list: [1] })
})

test('keyValue.entry() tells the version and the times, and set() keeps the time of creation', async () => {
  const { db, clock } = await timed()
  const kv = db.keyValue('a')
  const first: Stored = await kv.set(['user', '1'], 'x', { ttl: 500 })
  expect(await kv.entry(['user', '1'])).toEqual({
    key: ['user', '1'],
    value: 'x',
    version: first.version,
    createdAt: new Date(1_000),
    updatedAt: new Date(1_000),
    expiresAt: new Date(1_500),
  })
  clock.now = 1_100
  const second = await kv.set(['user', '1'], 'y')
  expect(second.version).not.toBe(first.version)
  const entry = await kv.entry(['user', '1'])
  expect(entry).toMatchObject({ createdAt: new Date(1_000), updatedAt: new Date(1_100) })
  expect(entry).not.toHaveProperty('expiresAt')
  expect(await kv.entry('missing')).toBeUndefined()
})

test('keyValue.set() with ifAbsent and ifVersion lets exactly one of N writers win', async () => {
  const kv = (await opened()).keyValue<number>('a')
  const absent = await Promise.all(Array.from({ length: 10 }, (_, n) => kv.set('key', n, { ifAbsent: true })))
  expect(absent.filter(({ ok }) => ok)).toHaveLength(1)
  const { version: ifVersion } = (await kv.entry('key')) ?? { version: '' }
  const swapped = await Promise.all(Array.from({ length: 10 }, (_, n) => kv.set('key', n, { ifVersion })))
  expect(swapped.filter(({ ok }) => ok)).toHaveLength(1)
  expect(await kv.set('other', 1, { ifVersion })).toEqual({ ok: false })
})

test('keyValue.set() never satisfies the version of an entry that was deleted and made again', async () => {
  const kv = (await opened()).keyValue<string>('a')
  const { version } = await kv.set('key', 'x')
  await kv.delete('key')
  await kv.set('key', 'x')
  expect(await kv.set('key', 'y', { ifVersion: version })).toEqual({ ok: false })
  expect(await kv.delete('key', { ifVersion: version })).toBe(false)
  expect(await kv.get('key')).toBe('x')
})

test('keyValue.set() refuses an ifVersion that is undefined, which would overwrite whatever is there', async () => {
  const kv = (await opened()).keyValue('a')
  await expect(kv.set('key', 1, { ifVersion: undefined } as never)).rejects.toThrow(TypeError)
  await expect(kv.set('key', 1, { ifVersion: 'x', ifAbsent: true })).rejects.toThrow(TypeError)
  await expect(kv.set('key', 1, { ifAbsent: false } as never)).rejects.toThrow(TypeError)
  expect(await kv.has('key')).toBe(false)
})

test('keyValue.getMany() keeps the order and the holes, and takes a key twice', async () => {
  const kv = (await opened()).keyValue('a')
  await kv.setMany([
    ['x', 1],
    ['y', 2],
    ['x', 3],
  ] as const)
  expect(await kv.getMany(['y', 'missing', 'x', 'y'])).toEqual([2, undefined, 3, 2])
  expect(await kv.getMany([])).toEqual([])
  await kv.setMany([])
})

test('keyValue.setMany() writes nothing when one member is refused', async () => {
  const kv = (await opened()).keyValue<unknown>('a')
  await expect(
    kv.setMany([
      ['x', 1],
      ['y', new Date()],
    ]),
  ).rejects.toEqual(withCode('invalid-value'))
  await expect(
    kv.setMany([
      ['x', 1],
      ['', 1],
    ]),
  ).rejects.toThrow(RangeError)
  await expect(kv.setMany(['xy'] as never)).rejects.toThrow(TypeError)
  expect(await kv.has('x')).toBe(false)
})

test('keyValue.update() runs the change again after a lost race, and throws conflict after 100', async () => {
  const kv = (await opened()).keyValue<number>('a')
  await Promise.all(Array.from({ length: 20 }, () => kv.update('n', (n = 0) => n + 1)))
  expect(await kv.get('n')).toBe(20)
  let runs = 0
  const disturbed = kv.update('n', async (n = 0) => {
    runs++
    await kv.set('n', n)
    return n
  })
  await expect(disturbed).rejects.toEqual(withCode('conflict'))
  expect(runs).toBe(100)
})

test('keyValue.update() leaves the entry as it is for undefined, and keeps an expiry unless ttl is given', async () => {
  const { db } = await timed()
  const kv = db.keyValue<string>('a', { ttl: 9_000 })
  expect(await kv.update('key', () => undefined)).toBeUndefined()
  await kv.set('key', 'x', { ttl: 500 })
  const before = await kv.entry('key')
  expect(await kv.update('key', () => undefined)).toBe('x')
  expect(await kv.entry('key')).toEqual(before)
  expect(await kv.update('key', (value) => `${String(value)}y`)).toBe('xy')
  expect((await kv.entry('key'))?.expiresAt).toEqual(new Date(1_500))
  await kv.update('key', () => 'z', { ttl: null })
  expect(await kv.entry('key')).not.toHaveProperty('expiresAt')
  await kv.update('fresh', () => 'z')
  expect((await kv.entry('fresh'))?.expiresAt).toEqual(new Date(10_000))
})

test('keyValue.delete() tells whether there was an entry of that version', async () => {
  const kv = (await opened()).keyValue('a')
  const { version } = await kv.set('key', 1)
  expect(await kv.delete('key', { ifVersion: 'other' })).toBe(false)
  expect(await kv.delete('key', { ifVersion: version })).toBe(true)
  expect(await kv.delete('key')).toBe(false)
})

test('keyValue.increment() adds for each of N callers and gives each its own sum', async () => {
  const kv = (await opened()).keyValue('a')
  const sums = await Promise.all(Array.from({ length: 50 }, () => kv.increment('n')))
  expect(new Set(sums).size).toBe(50)
  expect(await kv.increment('n', -50)).toBe(0)
  expect(await kv.get('n')).toBe(0)
})

test('keyValue.increment() refuses what is no whole number or not exact, and changes nothing', async () => {
  const kv = (await opened()).keyValue<unknown>('a')
  for (const value of ['1', 1.5, null, [1]]) {
    await kv.set('key', value)
    await expect(kv.increment('key')).rejects.toEqual(withCode('invalid-value'))
    expect(await kv.get('key')).toEqual(value)
  }
  await kv.set('key', Number.MAX_SAFE_INTEGER)
  await expect(kv.increment('key')).rejects.toEqual(withCode('out-of-range'))
  await expect(kv.increment('key', 2 ** 60)).rejects.toEqual(withCode('out-of-range'))
  await expect(kv.increment('key', 1.5)).rejects.toThrow(RangeError)
  await expect(kv.increment('key', '1' as never)).rejects.toThrow(TypeError)
  expect(await kv.get('key')).toBe(Number.MAX_SAFE_INTEGER)
})

test('keyValue.deletePrefix() and clear() count live entries and touch no neighbour', async () => {
  const { db, clock } = await timed()
  const kv = db.keyValue('a')
  const [other, tenant] = [db.keyValue('ab'), db.tenant('t').keyValue('a')]
  for (const store of [kv, other, tenant]) {
    await store.setMany(['a', 'a%', 'a_1', 'ab', 'b', '__proto__'].map((key) => [key, 1] as const))
  }
  await kv.set('a-gone', 1, { ttl: 1 })
  clock.now += 1
  expect(await kv.deletePrefix('a_')).toBe(1)
  expect(await kv.deletePrefix('a')).toBe(3)
  expect(await kv.clear()).toBe(2)
  expect(await kv.clear()).toBe(0)
  await expect(kv.deletePrefix('')).rejects.toThrow(RangeError)
  for (const store of [other, tenant]) expect(await store.clear()).toBe(6)
})

test('keyValue() refuses a wrong name and unknown options before anything else', async () => {
  const db = await opened()
  expect(() => db.keyValue('')).toThrow(TypeError)
  expect(() => db.keyValue('n'.repeat(64))).toThrow(withCode('too-large'))
  expect(() => db.keyValue('a', { tll: 1 } as never)).toThrow('the options are schema, ttl')
  expect(() => db.keyValue('a', { schema: {} } as never)).toThrow(TypeError)
  await expect(db.keyValue('a').set('k', 1, { ttl: 0 })).rejects.toThrow(RangeError)
  await expect(db.keyValue('a').set('k', 1, { expires: 1 } as never)).rejects.toThrow(TypeError)
  await expect(db.keyValue('a').get('k', { signal: {} } as never)).rejects.toThrow(TypeError)
})

test('keyValue calls with an aborted signal throw cancelled, or timeout, and change nothing', async () => {
  const kv = (await opened()).keyValue('a')
  const signal = AbortSignal.abort()
  for (const call of [
    () => kv.get('k', { signal }),
    () => kv.set('k', 1, { signal }),
    () => kv.increment('k', 1, { signal }),
  ]) {
    await expect(call()).rejects.toEqual(withCode('cancelled'))
  }
  const late = AbortSignal.abort(new DOMException('late', 'TimeoutError'))
  await expect(kv.touch('k', 1, { signal: late })).rejects.toEqual(withCode('timeout'))
  expect(await kv.has('k')).toBe(false)
})

test('keyValue<V>() types its values', async () => {
  const kv = (await opened()).keyValue<{ n: number }>('a')
  expectTypeOf(kv.get('k')).resolves.toEqualTypeOf<{ n: number } | undefined>()
  expect(await kv.get('k')).toBeUndefined()
})
