import { isRetryable, type HoldfastError, type Transaction } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { rule, type Rule } from '../../rule.ts'
import { runSeveral } from '../../worker/run-several.ts'
import { spansOf } from './spans.ts'

const once = { retries: 0, acquireTimeout: 500 }

export const ruleRaces: readonly Rule[] = [
  rule({
    id: 'rules.race',
    title: 'rules.put() by many callers for one gap lets exactly one in, on a transaction too',
    present: async ({ session }) => {
      const rules = session.rules('prices')
      const codes = async (work: readonly Promise<unknown>[]): Promise<string[]> =>
        (await Promise.allSettled(work))
          .map((one) => (one.status === 'fulfilled' ? 'put' : (one.reason as HoldfastError).code))
          .toSorted()
      const puts = (key: string): Promise<string>[] =>
        Array.from({ length: 8 }, (_, index) => rules.put(key, index, { from: index, until: index + 20 }))
      expect(await codes(puts('k'))).toStrictEqual([...Array.from({ length: 7 }, () => 'overlap'), 'put'])
      expect(await rules.timeline('k')).toHaveLength(1)
      const transactions = Array.from({ length: 8 }, (_, index) =>
        session.transaction((tx) => tx.rules('prices').put('t', index, { from: index }), { retries: 50 }),
      )
      expect(await codes(transactions)).toStrictEqual([...Array.from({ length: 7 }, () => 'overlap'), 'put'])
      const split = Array.from({ length: 8 }, (_, index) =>
        rules.put('s', index, { from: index, until: 100 - index, onOverlap: 'split' }),
      )
      await Promise.all(split)
      const timeline = await rules.timeline('s')
      expect(
        timeline.every(
          ({ until }, index) => until!.getTime() <= (timeline[index + 1]?.from.getTime() ?? 100),
        ),
      ).toBe(true)
    },
  }),
  rule({
    id: 'rules.race.snapshot',
    title:
      'rules.put() by two transactions that began together lets one in, and the other is retryable, for a new key too',
    present: async ({ session }) => {
      const rules = session.rules('prices')
      await rules.put('known', 'z', { from: 1_000 })
      for (const key of ['new', 'known']) {
        const both = [deferred(), deferred()] as const
        const begun = async (tx: Transaction, mine: 0 | 1): Promise<string> => {
          // Its snapshot is that of its first statement.
          await tx.keyValue('items').get('k')
          both[mine].resolve()
          // With one writer the other cannot begin, and gives up.
          await Promise.race([both[1 - mine]!.promise, endings[1 - mine]?.catch(() => undefined)])
          return tx.rules('prices').put(key, mine, { from: 10, until: 20 })
        }
        const endings: Promise<string>[] = []
        for (const mine of [0, 1] as const)
          endings.push(Promise.resolve().then(() => session.transaction((tx) => begun(tx, mine), once)))
        const results = await Promise.allSettled(endings)
        const failed = results.filter((one) => one.status === 'rejected')
        expect(failed, key).toHaveLength(1)
        expect(isRetryable(failed[0]?.reason), key).toBe(true)
        expect(await rules.timeline(key)).toHaveLength(key === 'new' ? 1 : 2)
      }
    },
  }),
  rule({
    id: 'rules.processes',
    title: 'rules.put() by several processes into the same gaps never makes two rules effective at once',
    needs: ['multiProcess'],
    timeout: 90_000,
    present: async (context) => {
      const { db, place } = await context.fresh()
      const children = await runSeveral(context, place, 'put-rules', ['a', 'b'])
      if (children === undefined) return 'not-run'
      const wins = children.map(({ lines }) => Number(/^put (\d+)$/.exec(lines.at(-1) ?? '')?.[1]))
      expect((wins[0] ?? 0) + (wins[1] ?? 0), JSON.stringify(children.map(({ lines }) => lines))).toBe(40)
      const rules = db.rules('processes')
      for (let gap = 0; gap < 40; gap += 1)
        expect(await rules.timeline(`gap ${gap}`), String(gap)).toHaveLength(1)
      const timeline = await rules.timeline('split')
      const ends = timeline.map(({ from, until }) => [from.getTime(), until?.getTime() ?? Infinity])
      for (const [index, [, end = 0]] of ends.entries())
        expect(end).toBeLessThanOrEqual(ends[index + 1]?.[0] ?? Infinity)
      return undefined
    },
    absent: async (context) => {
      const { db } = await context.fresh()
      await db.rules('processes').put('k', 1, { from: 0 })
      expect(spansOf(await db.rules('processes').timeline('k'))).toStrictEqual(['0– 1'])
    },
  }),
]
