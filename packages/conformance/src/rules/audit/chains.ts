import { expect } from 'vitest'
import { misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { settled } from './settled.ts'
import { documentedHash } from './documented-hash.ts'

const genesis = '0'.repeat(64)

export const auditChains: readonly Rule[] = [
  rule({
    id: 'audit.chain',
    title: 'each entry of a chain has the hash of its documented form and of the entry before it',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const chain = session.audit('trail é', { chain: true })
      expect(await chain.head()).toBeUndefined()
      expect(await chain.verify()).toStrictEqual({
        isIntact: true,
        checked: 0,
        pruned: 0,
        head: undefined,
        faults: [],
        faultCount: 0,
      })
      const first = await chain.log({
        action: 'a',
        entity: ['t', '1'],
        details: { 'é"\\': [1, null, '\n\u2028'] },
      })
      clock.advance(1)
      await chain.logMany([
        { action: 'b', actor: 'ann', severity: 'critical' },
        { action: 'c', ip: '::1' },
      ])
      await session.transaction(async (tx) => {
        await tx.audit('trail é', { chain: true }).log({ action: 'd', requestId: 'r' })
        await tx.audit('trail é', { chain: true }).log({ action: 'e', reason: 'why' })
      })
      const entries = (await chain.find()).items.toReversed()
      let previous = genesis
      for (const [index, entry] of entries.entries()) {
        previous = documentedHash(context.tenant, 'trail é', previous, entry)
        expect(entry.link).toStrictEqual({ number: index + 1, hash: previous })
      }
      expect(first.link).toStrictEqual(entries[0]?.link)
      expect(await chain.head()).toStrictEqual({ number: 5, hash: previous })
      const whole = { isIntact: true, checked: 5, pruned: 0, faults: [], faultCount: 0 }
      expect(await chain.verify()).toStrictEqual({ ...whole, head: { number: 5, hash: previous } })
    },
  }),
  rule({
    id: 'audit.chain.concurrent',
    title: 'a chain does not fork under many callers and transactions at once, and loses none',
    timeout: 60_000,
    present: async ({ session }) => {
      const open = { chain: true } as const
      const chain = session.audit('trail', open)
      const once = (index: number): Promise<unknown> =>
        index % 4 === 0
          ? session.transaction(
              async (tx) => {
                await tx.audit('trail', open).log({ action: 'tx', details: index })
                await tx.audit('trail', open).log({ action: 'again', details: index })
              },
              { isolation: 'read-committed' },
            )
          : chain.log({ action: 'alone', details: index })
      await Promise.all(Array.from({ length: 60 }, (_, index) => once(index)))
      const { items } = await chain.find({}, { limit: 1_000 })
      expect(items).toHaveLength(75)
      expect(new Set(items.map(({ details }) => details)).size).toBe(60)
      expect(new Set(items.map(({ link }) => link?.number)).size).toBe(75)
      const report = await chain.verify()
      expect([report.isIntact, report.checked, report.head?.number]).toStrictEqual([true, 75, 75])
    },
  }),
  rule({
    id: 'audit.chain.kind',
    title: 'a trail is a chain from its first entry on or never, and says so',
    present: async ({ session }) => {
      const open = { chain: true } as const
      await session.audit('plain').log({ action: 'a' })
      await misuse(() => session.audit('plain', open).log({ action: 'b' }))
      await misuse(() => session.audit('plain', open).logMany([{ action: 'b' }, { action: 'c' }]))
      await misuse(() => session.audit('plain', open).prune({ olderThan: 0 }))
      await session.audit('chain', open).log({ action: 'a' })
      await misuse(() => session.audit('chain').log({ action: 'b' }))
      await misuse(() => session.audit('chain').logMany([{ action: 'b' }, { action: 'c' }]))
      await misuse(() => session.audit('chain').prune({ olderThan: 0 }))
      const kept = session.transaction(async (tx) => {
        await misuse(() => tx.audit('plain', open).log({ action: 'b' }))
        await misuse(() => tx.audit('chain').log({ action: 'b' }))
        await tx.audit('plain').log({ action: 'd' })
        await tx.audit('chain', open).log({ action: 'd' })
      })
      await kept
      for (const name of ['plain', 'chain'])
        expect((await session.audit(name).find()).items.map(({ action }) => action)).toStrictEqual(['d', 'a'])
      expect((await session.audit('chain', open).verify()).isIntact).toBe(true)
      await settled(session.audit('plain'))
      expect(await session.audit('plain').prune({ olderThan: 0 })).toBe(2)
      await misuse(() => session.audit('plain', open).head())
      await misuse(() => session.audit('plain', open).verify())
    },
  }),
]
