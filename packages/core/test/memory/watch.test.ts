import { expect, test } from 'vitest'
import type { Entry } from '../../src/index.ts'
import { opened, timed } from './opened.ts'

test('keyValue.watch() yields the entries now and after each change, also of a transaction', async () => {
  const db = await opened()
  const kv = db.keyValue<number>('a')
  const changes: AsyncIterable<readonly (Entry<number> | undefined)[]> = kv.watch(['x', 'y'])
  const watching = changes[Symbol.asyncIterator]()
  const values = async (): Promise<unknown> => {
    const { value, done } = await watching.next()
    return done === true ? 'done' : value.map((entry) => entry?.value)
  }
  expect(await values()).toEqual([undefined, undefined])
  const changed = values()
  await kv.set('other', 1)
  await db.transaction((tx) =>
    tx.keyValue<number>('a').setMany([
      ['x', 1],
      ['y', 2],
    ]),
  )
  expect(await changed).toEqual([1, 2])
  await kv.delete('x')
  expect(await values()).toEqual([undefined, 2])
  await kv.touch('y', 1_000)
  expect(await values()).toEqual([undefined, 2])
  expect(await watching.return?.()).toMatchObject({ done: true })
})

test('keyValue.watch() sees quick changes as one and misses none of the last', async () => {
  const kv = (await opened()).keyValue<number>('a')
  const seen: (number | undefined)[] = []
  for await (const [entry] of kv.watch(['n'])) {
    seen.push(entry?.value)
    if (entry?.value === 100) break
    await Promise.all(Array.from({ length: 50 }, () => kv.increment('n')))
  }
  expect(seen).toEqual([undefined, 50, 100])
})

test('keyValue.watch() shows at its interval what has expired', async () => {
  const { db, clock } = await timed()
  const kv = db.keyValue<number>('a')
  await kv.set('x', 1, { ttl: 10 })
  const seen: (number | undefined)[] = []
  for await (const [entry] of kv.watch(['x'], { interval: 1 })) {
    seen.push(entry?.value)
    if (seen.length === 2) break
    clock.now += 10
  }
  expect(seen).toEqual([1, undefined])
})

test('keyValue.watch() ends when the signal aborts or the database closes', async () => {
  const db = await opened()
  const kv = db.keyValue('a')
  const controller = new AbortController()
  const watch = async (signal?: AbortSignal): Promise<number> => {
    let count = 0
    for await (const _ of kv.watch(['x'], signal === undefined ? {} : { signal })) count++
    return count
  }
  const [aborted, closed] = [watch(controller.signal), watch()]
  expect(await watch(AbortSignal.abort())).toBe(0)
  controller.abort()
  expect(await aborted).toBe(1)
  await db.close()
  expect(await closed).toBe(1)
})

test('keyValue.watch() is refused in a transaction, and so are wrong arguments', async () => {
  const db = await opened()
  await db.transaction(async (tx) => {
    expect(() => tx.keyValue('a').watch(['x'])).toThrow(TypeError)
    await Promise.resolve()
  })
  const kv = db.keyValue('a')
  expect(() => kv.watch('x' as never)).toThrow(TypeError)
  expect(() => kv.watch(['x'], { intervall: 1 } as never)).toThrow(TypeError)
  expect(() => kv.watch([''])).toThrow(RangeError)
})
