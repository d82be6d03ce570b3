import type { ListOptions } from '@holdfast/core'
import { expect } from 'vitest'
import { collect, keysOf } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { padded, pages } from './walk-pages.ts'

export const keyValueMovingPages: readonly Rule[] = [
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
]
