import type { JobRecord, JobState, Page, Queue } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

/** All pages behind each other. */
const paged = async (
  queue: Queue<number>,
  options: {
    readonly state: JobState | readonly JobState[]
    readonly limit: number
    readonly reverse?: boolean
  },
): Promise<readonly string[]> => {
  const ids: string[] = []
  let after: string | undefined
  do {
    const page: Page<JobRecord<number>> = await queue.find({
      ...options,
      ...(after === undefined ? {} : { after }),
    })
    ids.push(...page.items.map(({ id }) => id))
    after = page.next
  } while (after !== undefined)
  return ids
}

const idOf = (n: number): string => `k${String(n).padStart(3, '0')}`
const ids = (from: number, until: number): readonly string[] =>
  Array.from({ length: until - from }, (_, n) => idOf(from + n))

export const queueFinds: readonly Rule[] = [
  rule({
    id: 'queue.find.states',
    title:
      'find({ state }) gives the jobs of a state in pages, in the order of their ids, few behind many of another state and many behind few',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue<number>('mail')
      const jobs = (from: number, until: number, options: object = {}) =>
        queue.enqueueMany(ids(from, until).map((id, n) => ({ payload: n, id, ...options })))
      await jobs(0, 40)
      for (const job of await queue.claim({ limit: 40 })) await queue.complete(job)
      await jobs(40, 42)
      const lost = await queue.claim({ limit: 2, lease: 1_000 })
      expect(lost).toHaveLength(2)
      // The claim makes ready what was lost, and takes only the first.
      clock.advance(1_000)
      expect((await queue.claim({ lease: 600_000 })).map(({ id }) => id)).toStrictEqual([idOf(40)])
      await jobs(42, 43, { delay: 600_000 })
      await jobs(43, 103)
      await jobs(103, 104, { delay: 600_000 })
      const expected = [
        ['completed', ids(0, 40)],
        ['running', ids(40, 42)],
        ['scheduled', [idOf(42), idOf(103)]],
        ['available', ids(43, 103)],
        ['retryable', []],
      ] as const
      for (const [state, found] of expected)
        for (const limit of [1, 7, 1_000]) {
          expect(await paged(queue, { state, limit }), `${state} by ${limit}`).toStrictEqual(found)
          expect(await paged(queue, { state, limit, reverse: true }), `${state} back`).toStrictEqual(
            found.toReversed(),
          )
        }
      const live = ['running', 'scheduled', 'available'] as const
      expect(await paged(queue, { state: live, limit: 2 })).toStrictEqual(ids(40, 104))
    },
  }),
]
