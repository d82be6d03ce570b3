import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Entry, Key, KeyValue, ListOptions } from '../../src/index.ts'
import { compareBytes, encodeKey } from '../../src/door/key.ts'
import { opened } from './opened.ts'

async function entriesOf<V>(kv: KeyValue<V>, options?: ListOptions): Promise<Entry<V>[]> {
  const entries: Entry<V>[] = []
  for await (const entry of kv.list(options)) entries.push(entry)
  return entries
}

const keysOf = async (kv: KeyValue<number>, options?: ListOptions): Promise<Key[]> =>
  (await entriesOf(kv, options)).map(({ key }) => key)

async function filled(keys: readonly Key[]): Promise<KeyValue<number>> {
  const kv = (await opened()).keyValue<number>('a')
  await kv.setMany(keys.map((key) => [key, 1] as const))
  return kv
}

test('keyValue.list() gives the keys in the order of their bytes, and the reverse', async () => {
  const ordered: Key[] = ['%', 'A', '_', '__proto__', 'a', ['a', ''], ['a', 'b'], 'aa', 'é', '\uffff', '😀']
  const kv = await filled(ordered.toReversed())
  expect(await keysOf(kv)).toEqual(ordered)
  expect(await keysOf(kv, { reverse: true })).toEqual(ordered.toReversed())
  expect(await keysOf(kv, { prefix: 'a' })).toEqual(['a', ['a', ''], ['a', 'b'], 'aa'])
  expect(await keysOf(kv, { prefix: ['a'] })).toEqual([
    ['a', ''],
    ['a', 'b'],
  ])
  expect(await keysOf(kv, { start: 'a', end: 'aa' })).toEqual(['a', ['a', ''], ['a', 'b']])
  expect(await keysOf(kv, { prefix: 'a', start: ['a', 'b'], end: 'z' })).toEqual([['a', 'b'], 'aa'])
  expect(await keysOf(kv, { start: 'b', end: 'a' })).toEqual([])
  expect(await keysOf(kv, { limit: 2, reverse: true })).toEqual(['😀', '\uffff'])
})

test('keyValue.list() pages by cursor, forwards and backwards, without a gap or a repeat', async () => {
  const key = fc.oneof(
    fc.constantFrom('a', 'b', 'c'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
  )
  const keys = fc.uniqueArray(
    key.filter((text) => !text.includes('\u0000')),
    { maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(keys, fc.integer({ min: 1, max: 4 }), fc.boolean(), async (list, limit, reverse) => {
      const kv = await filled(list)
      const expected = list.toSorted((a, b) => compareBytes(encodeKey(a, 'x'), encodeKey(b, 'x')))
      const seen: Key[] = []
      for (let cursor: string | undefined, done = false; !done;) {
        const listing = kv.list({ limit, reverse, ...(cursor === undefined ? {} : { cursor }) })
        expect(listing.cursor).toBeUndefined()
        done = true
        for await (const entry of listing) {
          seen.push(entry.key)
          done = false
        }
        ;({ cursor } = listing)
      }
      expect(seen).toEqual(reverse ? expected.toReversed() : expected)
    }),
  )
})

test('keyValue.list() sees what is written behind its position and never what was deleted before it', async () => {
  const kv = await filled(['a', 'b', 'd'])
  const seen: Key[] = []
  for await (const { key } of kv.list()) {
    seen.push(key)
    if (key === 'a') {
      await kv.delete('b')
      await kv.set('c', 1)
    }
  }
  expect(seen).toEqual(['a', 'c', 'd'])
})

test('keyValue.list() may be left early, and several may run at once', async () => {
  const kv = await filled(['a', 'b', 'c'])
  const listing = kv.list()
  for await (const { key } of listing) {
    expect(await keysOf(kv)).toEqual(['a', 'b', 'c'])
    if (key === 'b') break
  }
  expect(await keysOf(kv, { cursor: listing.cursor ?? '' })).toEqual(['c'])
})

test('keyValue.list() refuses wrong options at the call', async () => {
  const kv = await filled([])
  expect(() => kv.list({ limit: 0 })).toThrow(RangeError)
  expect(() => kv.list({ prefix: '' })).toThrow(RangeError)
  expect(() => kv.list({ limti: 1 } as never)).toThrow(TypeError)
  expect(() => kv.list({ cursor: 7 } as never)).toThrow(TypeError)
  expect(() => kv.list({ cursor: 'not one of ours!' })).toThrow(
    expect.objectContaining({ code: 'invalid-value' }),
  )
})
