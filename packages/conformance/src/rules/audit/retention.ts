import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { settled } from './settled.ts'

export const auditRetention: readonly Rule[] = [
  rule({
    id: 'audit.prune',
    title:
      'audit.prune() removes what is old from the beginning, to the millisecond, and stops at the first that is not',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const audit = session.audit('trail')
      const left = async (): Promise<unknown[]> =>
        (await audit.find()).items.map(({ details }) => details).toReversed()
      expect(await audit.prune({ olderThan: 0 })).toBe(0)
      for (let index = 0; index < 5; index += 1) {
        await audit.log({ action: 'a', details: index })
        clock.advance(10)
      }
      await settled(audit)
      // The entries are 50, 40, 30, 20 and 10 old.
      expect(await audit.prune({ olderThan: 51 })).toBe(0)
      expect(await audit.prune({ olderThan: 50 })).toBe(1)
      expect(await audit.prune({ olderThan: 31, limit: 10_000 })).toBe(1)
      expect(await left()).toStrictEqual([2, 3, 4])
      expect(await audit.prune({ olderThan: 0, limit: 2 })).toBe(2)
      expect(await left()).toStrictEqual([4])
      const undone = new Error('undone')
      const rolledBack = session.transaction(async (tx) => {
        expect(await tx.audit('trail').prune({ olderThan: 0 })).toBe(1)
        throw undone
      })
      await expect(rolledBack).rejects.toBe(undone)
      expect(await left()).toStrictEqual([4])
      const last = (await audit.find()).items[0]!.position
      expect(await audit.prune({ olderThan: 0 })).toBe(1)
      expect(await left()).toStrictEqual([])
      // Nothing that comes stands before what was there.
      expect((await audit.log({ action: 'a' })).position > last).toBe(true)
    },
  }),
  rule({
    id: 'audit.prune.chain',
    title: 'what audit.prune() leaves of a chain can be verified, and goes on where it was',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const chain = session.audit('trail', { chain: true })
      const links = (
        await chain.logMany(Array.from({ length: 9 }, (_, index) => ({ action: `a${index}` })))
      ).map(({ link }) => link!)
      clock.advance(1)
      expect(await chain.prune({ olderThan: 1, limit: 3 })).toBe(3)
      expect(await chain.verify()).toStrictEqual({
        isIntact: true,
        checked: 6,
        pruned: 3,
        head: links[8],
        faults: [],
        faultCount: 0,
      })
      const answers = await Promise.all([1, 2, 3, 8].map((index) => chain.verify({ expect: links[index]! })))
      expect(answers.map(({ expected, isIntact }) => [expected, isIntact])).toStrictEqual([
        ['pruned', false],
        ['same', true],
        ['same', true],
        ['same', true],
      ])
      expect(await chain.prune({ olderThan: 1 })).toBe(6)
      expect(await chain.verify({ expect: links[8]! })).toMatchObject({
        isIntact: true,
        checked: 0,
        pruned: 9,
      })
      expect(await chain.head()).toStrictEqual(links[8])
      expect((await chain.log({ action: 'next' })).link?.number).toBe(10)
      expect(await chain.verify()).toMatchObject({ isIntact: true, checked: 1, pruned: 9 })
    },
  }),
  rule({
    id: 'audit.prune.meanwhile',
    title: 'verify() finds nothing wrong in a chain that is written and pruned meanwhile',
    timeout: 60_000,
    present: async ({ session }) => {
      const chain = session.audit('trail', { chain: true })
      await chain.logMany(Array.from({ length: 3_000 }, () => ({ action: 'a' })))
      let isWorking = true
      const write = async (): Promise<void> => {
        while (isWorking) await chain.logMany([{ action: 'b' }, { action: 'c' }])
      }
      const prune = async (): Promise<void> => {
        while (isWorking) await chain.prune({ olderThan: 0, limit: 37 })
      }
      const working = [write(), prune()]
      try {
        for (let round = 0; round < 6; round += 1) {
          const { faults, isIntact } = await chain.verify()
          expect(faults).toStrictEqual([])
          expect(isIntact).toBe(true)
        }
      } finally {
        isWorking = false
        await Promise.all(working)
      }
      expect((await chain.verify()).isIntact).toBe(true)
    },
  }),
  rule({
    id: 'audit.prune.tail',
    title: 'a tail whose next entries were pruned throws not-found, and does not pass over them',
    present: async ({ session }) => {
      const audit = session.audit('trail')
      const logged = await audit.logMany(Array.from({ length: 6 }, (_, index) => ({ action: `a${index}` })))
      const tail = audit.tail({ after: logged[0]!.position })[Symbol.asyncIterator]()
      await settled(audit)
      expect(await audit.prune({ olderThan: 0, limit: 3 })).toBe(3)
      await refusal('not-found', () => tail.next())
      const whole = audit.tail({ after: logged[2]!.position })[Symbol.asyncIterator]()
      expect((await whole.next()).value).toHaveProperty('action', 'a3')
      await whole.return?.()
      const fromFirst = audit.tail()[Symbol.asyncIterator]()
      expect((await fromFirst.next()).value).toHaveProperty('action', 'a3')
      await fromFirst.return?.()
    },
  }),
]
