import { expect } from 'vitest'
import { manualClock } from '../../manual-clock.ts'
import { rule, type Rule } from '../../rule.ts'

export const queueIds: readonly Rule[] = [
  rule({
    id: 'queue.ids.order',
    title:
      'queue().enqueue() without an id gives ids that sort as the calls were made, while the clock stands still and when it goes back',
    present: async (context) => {
      const clock = manualClock(Date.UTC(2030, 0, 1))
      const { db } = await context.fresh({ clock })
      const queue = db.queue<number>('mail')
      const enqueue = (from: number): Promise<readonly { readonly id: string }[]> =>
        Promise.all(Array.from({ length: 50 }, (_, index) => queue.enqueue(from + index)))
      const ids = [...(await enqueue(0))]
      clock.advance(-60_000)
      ids.push(...(await enqueue(50)))
      ids.push(
        ...(await db
          .tenant('other')
          .queue<number>('other')
          .enqueueMany([{ payload: 1 }, { payload: 2 }])),
      )
      const all = ids.map(({ id }) => id)
      expect(all).toStrictEqual(all.toSorted())
      expect(new Set(all).size).toBe(102)
      for (const id of all)
        expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
      const claimed = await queue.claim({ limit: 100 })
      expect(claimed.map(({ payload }) => payload)).toStrictEqual(Array.from({ length: 100 }, (_, n) => n))
    },
  }),
]
