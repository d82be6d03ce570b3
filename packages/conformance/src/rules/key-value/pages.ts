import type { KeyValue, ListOptions } from '@holdfast/core'
import { expect } from 'vitest'
import { collect, keysOf } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const padded = (index: number): string => `k${String(index).padStart(4, '0')}`

/** Walks page by page with cursors, as an HTTP client would; `between` runs after each page. */
const pages = async (
  store: KeyValue<number>,
  options: ListOptions & { readonly limit: number },
  between: (page: readonly unknown[]) => unknown = () => undefined,
): Promise<unknown[]> => {
  const all: unknown[] = []
  let cursor: string | undefined
  for (;;) {
    const listing = store.list(cursor === undefined ? options : { ...options, cursor })
    const page = await keysOf(listing)
    all.push(...page)
    if (page.length < options.limit) return all
    cursor = listing.cursor
    expect(typeof cursor).toBe('string')
    await between(page)
  }
}

export const keyValuePages: readonly Rule[] = [
  rule({
    id: 'key-value.page.walk',
    title: 'keyValue.list() with cursors gives every entry once, for every page size and in both directions',
    present: async (context) => {
      const store = context.store<number>()
      const keys = Array.from({ length: 23 }, (_, index) => padded(index))
      await store.setMany(keys.map((key, index) => [key, index]))
      for (const limit of [1, 2, 7, 22, 23, 24]) {
        expect(await pages(store, { limit })).toStrictEqual(keys)
        expect(await pages(store, { limit, reverse: true })).toStrictEqual([...keys].reverse())
      }
    },
  }),
  rule({
    id: 'key-value.page.selection',
    title: 'keyValue.list() with a cursor stays inside prefix, start and end',
    present: async (context) => {
      const store = context.store<number>()
      await store.setMany(['a1', 'b1', 'b2', 'b3', 'b4', 'b5', 'c1'].map((key) => [key, 1]))
      expect(await pages(store, { prefix: 'b', limit: 2 })).toStrictEqual(['b1', 'b2', 'b3', 'b4', 'b5'])
      expect(await pages(store, { prefix: 'b', limit: 2, reverse: true })).toStrictEqual([
        'b5',
        'b4',
        'b3',
        'b2',
        'b1',
      ])
      expect(await pages(store, { start: 'b2', end: 'b5', limit: 1 })).toStrictEqual(['b2', 'b3', 'b4'])
      expect(await pages(store, { start: 'b2', end: 'b5', limit: 1, reverse: true })).toStrictEqual([
        'b4',
        'b3',
        'b2',
      ])
    },
  }),
  rule({
    id: 'key-value.page.mid-walk-cursor',
    title:
      'keyValue.list().cursor is the position after the last entry that was yielded, also when the loop is left early',
    present: async (context) => {
      const store = context.store<number>()
      await store.setMany([0, 1, 2, 3, 4].map((index) => [padded(index), index]))
      const listing = store.list()
      for await (const entry of listing) if (entry.value === 1) break
      expect(listing.cursor).toBeDefined()
      const rest = store.list({ ...(listing.cursor !== undefined && { cursor: listing.cursor }) })
      expect(await keysOf(rest)).toStrictEqual([padded(2), padded(3), padded(4)])
      const end = rest.cursor
      expect(await keysOf(store.list({ ...(end !== undefined && { cursor: end }) }))).toStrictEqual([])
    },
  }),
  rule({
    id: 'key-value.page.under-writes',
    title:
      'keyValue.list() with cursors gives what existed throughout exactly once while keys come and go around it',
    present: async (context) => {
      const { random } = context
      for (const reverse of [false, true]) {
        const store = context.session.keyValue<number>(`pages-${reverse}`)
        const steady = Array.from({ length: 40 }, (_, index) => padded(index * 10))
        await store.setMany(steady.map((key) => [key, 1]))
        const visitors = new Set<string>()
        const seen = await pages(store, { limit: 6, reverse }, async (page) => {
          const here = Number(String(page.at(-1)).slice(1))
          for (const offset of [-1, 1, -3, 3, random.whole(400) - 200]) {
            const key = padded(Math.max(0, here + offset * 1))
            if (!steady.includes(key)) visitors.add(key)
            if (!steady.includes(key)) await store.set(key, 2)
          }
          const gone = random.pick([...visitors])
          await store.delete(gone)
        })
        expect(seen.filter((key) => steady.includes(key as string))).toStrictEqual(
          reverse ? [...steady].reverse() : steady,
        )
        expect(new Set(seen).size).toBe(seen.length)
      }
    },
  }),
  rule({
    id: 'key-value.page.deleted-position',
    title: 'keyValue.list() goes on from a cursor whose entry was deleted',
    present: async (context) => {
      const store = context.store<number>()
      await store.setMany([0, 1, 2, 3].map((index) => [padded(index), index]))
      const listing = store.list({ limit: 2 })
      await collect(listing)
      await store.delete(padded(1))
      expect(await keysOf(store.list({ limit: 2, cursor: listing.cursor ?? '' }))).toStrictEqual([
        padded(2),
        padded(3),
      ])
    },
  }),
  rule({
    id: 'key-value.page.hostile-cursor',
    title:
      'keyValue.list() with a cursor that was made up or belongs to another selection gives a typed error or entries of its own selection',
    present: async (context) => {
      const store = context.store<number>()
      await store.setMany(['a1', 'a2', 'b1', 'b2'].map((key) => [key, 1]))
      const first = store.list({ prefix: 'a', limit: 1 })
      await collect(first)
      const cursor = first.cursor ?? ''
      expect(cursor).not.toBe('')
      const wrong: readonly ListOptions[] = [
        ...[
          '',
          'x',
          '%%%',
          'null',
          '{}',
          '../..',
          "' or 1=1 --",
          `${cursor}x`,
          cursor.slice(1),
          'A'.repeat(5_000),
        ].map((bad) => ({ prefix: 'a', cursor: bad })),
        { prefix: 'b', cursor },
        { prefix: 'a', reverse: true, cursor },
        { cursor },
        { prefix: 'a', cursor: 5 as unknown as string },
      ]
      for (const options of wrong) {
        const answer = await Promise.resolve()
          .then(() => keysOf(store.list(options)))
          .catch((error: unknown) => error)
        if (Array.isArray(answer)) {
          const { prefix = '' } = options as { prefix?: string }
          expect(
            answer.every((key) => String(key).startsWith(prefix)),
            JSON.stringify(options),
          ).toBe(true)
        } else {
          const isTyped =
            answer instanceof TypeError ||
            answer instanceof RangeError ||
            (answer as { code?: string }).code === 'invalid-value'
          expect(isTyped, `${JSON.stringify(options)}: ${String(answer)}`).toBe(true)
        }
      }
    },
  }),
  rule({
    id: 'key-value.page.many',
    title: 'keyValue.list() walks a thousand entries of mixed size in order without a limit',
    present: async (context) => {
      const store = context.store<string>()
      const keys = Array.from({ length: 1_200 }, (_, index) => padded(index))
      await store.setMany(keys.map((key, index) => [key, 'x'.repeat((index * 37) % 500)]))
      const entries = await collect(store.list())
      expect(entries.map((entry) => entry.key)).toStrictEqual(keys)
      expect(entries.every((entry, index) => entry.value.length === (index * 37) % 500)).toBe(true)
      expect(await keysOf(store.list({ reverse: true }))).toStrictEqual(keys.reverse())
    },
  }),
]
