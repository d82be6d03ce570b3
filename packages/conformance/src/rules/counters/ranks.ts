import type { Counter, Session } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

const keysOf = (counters: readonly Counter[]): unknown[] => counters.map(({ key }) => key)

const day = 86_400_000

/** Patterns with known counts, seen one after another. */
const filled = async (session: Session, clock: { (): number; advance(by: number): void }): Promise<void> => {
  const counters = session.counters('patterns')
  const counts = [
    ['b', 10, 9],
    ['a', 10, 10],
    ['new', 3, 3],
    ['bad', 20, 4],
    ['é', 50, 49],
  ] as const
  for (const [key, total, good] of counts) {
    await counters.observe(key, { times: good, success: true, level: 'L1' })
    if (total > good) await counters.observe(key, { times: total - good, success: false, level: 'L2' })
    clock.advance(day)
  }
  await counters.observe('unjudged', { times: 30 })
}

export const counterRanks: readonly Rule[] = [
  rule({
    id: 'counters.top',
    title: 'counters.top() gives the first by a count, equals in the order of their keys',
    present: async (context) => {
      const { session, clock } = await context.timed()
      await filled(session, clock)
      const counters = session.counters('patterns')
      expect(keysOf(await counters.top(10))).toStrictEqual(['é', 'unjudged', 'bad', 'a', 'b', 'new'])
      expect(keysOf(await counters.top(2, { by: 'failures' }))).toStrictEqual(['bad', 'b'])
      expect(keysOf(await counters.top(2, { by: 'successes' }))).toStrictEqual(['é', 'a'])
      expect(keysOf(await counters.top(2, { by: 'lastSeen' }))).toStrictEqual(['unjudged', 'é'])
      expect(keysOf(await counters.top(9, { level: 'L2' }))).toStrictEqual(['bad', 'b', 'é'])
      expect((await counters.top(1, { level: 'L2' }))[0]?.total).toBe(16)
      expect(await counters.top(1, { level: 'L3' })).toStrictEqual([])
    },
  }),
  rule({
    id: 'counters.eligible',
    title: 'counters.eligible() gives the patterns that have all of what is asked, and no other',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const start = clock()
      await filled(session, clock)
      const counters = session.counters('patterns')
      const keys = async (asked: Parameters<typeof counters.eligible>[0]): Promise<unknown[]> =>
        keysOf(await counters.eligible(asked))
      expect(await keys({ minTotal: 10, minSuccessRate: 0.9 })).toStrictEqual(['é', 'a', 'b'])
      expect(await keys({ minTotal: 10, minSuccessRate: 0.900001 })).toStrictEqual(['é', 'a'])
      expect(await keys({ minTotal: 10, minSuccessRate: 0.98, limit: 1 })).toStrictEqual(['é'])
      expect(await keys({ minSuccessRate: 1 })).toStrictEqual(['a', 'new'])
      expect(await keys({ minSuccessRate: 0 })).toStrictEqual(['é', 'bad', 'a', 'b', 'new'])
      expect(await keys({ minSuccesses: 10 })).toStrictEqual(['é', 'a'])
      expect(await keys({ maxFailures: 0 })).toStrictEqual(['unjudged', 'a', 'new'])
      expect(await keys({ seenSince: new Date(start + 4 * day) })).toStrictEqual(['é', 'unjudged'])
      expect(await keys({ knownSince: new Date(start + day) })).toStrictEqual(['a', 'b'])
      expect(await keys({ minTotal: 2, level: 'L2' })).toStrictEqual(['bad'])
    },
  }),
  rule({
    id: 'counters.forget',
    title: 'counters.delete(), clear() and prune() forget patterns with their levels, and no other',
    present: async (context) => {
      const { session, clock } = await context.timed()
      await filled(session, clock)
      const counters = session.counters('patterns')
      const other = session.counters('others')
      await other.observe('a', { level: 'L1' })
      expect(await counters.delete('a')).toBe(true)
      expect(await counters.delete('a')).toBe(false)
      expect(await counters.get('a')).toBeUndefined()
      // Of "b", seen a day before "new".
      clock.advance(1)
      expect(await counters.prune({ unseenFor: 5 * day + 1, limit: 1 })).toBe(1)
      expect(await counters.prune({ unseenFor: 5 * day + 1 })).toBe(0)
      expect(keysOf(await counters.top(9, { level: 'L2' }))).toStrictEqual(['bad', 'é'])
      expect(await counters.prune({ unseenFor: 2 * day })).toBe(2)
      await counters.observe('new', { level: 'L1' })
      expect((await counters.get('new'))?.levels['L1']?.total).toBe(1)
      expect(await counters.clear()).toBe(3)
      expect(await counters.top(9, { level: 'L1' })).toStrictEqual([])
      expect((await other.get('a'))?.levels['L1']?.total).toBe(1)
    },
  }),
  rule({
    id: 'counters.apart',
    title: 'counters of other keys, stores and tenants are other counters, however their names are spelt',
    present: async (context) => {
      const keys = ['k', ['k', ''], ['k', 'L1'], ' %_\'"\\é😀', ['a', 'b\u0001c'], '__proto__'] as const
      const counters = context.session.counters('o\'"\\%_')
      for (const key of keys) await counters.observe(key, { level: 'L1', times: 2 })
      await context.db.tenant(context.name()).counters('o\'"\\%_').observe('k')
      await context.session.counters('o\'"\\%_2').observe('k')
      for (const key of keys) {
        const counter = await counters.get(key)
        expect([counter?.key, counter?.total, counter?.levels['L1']?.total]).toStrictEqual([key, 2, 2])
      }
      expect(await counters.top(100)).toHaveLength(keys.length)
    },
  }),
]
