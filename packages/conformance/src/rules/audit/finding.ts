import type { AuditEntry, AuditFilter } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { settled } from './settled.ts'

const numbersOf = (entries: readonly AuditEntry[]): unknown[] => entries.map(({ details }) => details)

export const auditFinding: readonly Rule[] = [
  rule({
    id: 'audit.find',
    title: 'audit.find() gives exactly the entries that have all of what is asked, the newest first',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const audit = session.audit('trail')
      const start = clock()
      const events = [
        { action: 'open', entity: ['ticket', '1'], actor: 'ann', requestId: 'r1' },
        { action: 'open', entity: ['ticket', '2'], actor: 'bob', requestId: 'r1' },
        { action: 'close', entity: ['ticket', '1'], actor: 'ann', requestId: 'r2' },
        { action: 'open', entity: ['order', '1'], actor: 'ann' },
        { action: 'sweep' },
        { action: 'OPEN', entity: ['ticket', '1'], actor: 'Ann' },
      ] as const
      for (const [index, event] of events.entries()) {
        await audit.log({ ...event, details: index })
        clock.advance(10)
      }
      const found = async (filter?: AuditFilter): Promise<unknown[]> =>
        numbersOf((await audit.find(filter)).items)
      const at = (milliseconds: number): Date => new Date(start + milliseconds)
      expect(await found()).toStrictEqual([5, 4, 3, 2, 1, 0])
      expect(await found({})).toStrictEqual([5, 4, 3, 2, 1, 0])
      expect(await found({ entity: ['ticket', '1'] })).toStrictEqual([5, 2, 0])
      expect(await found({ entity: ['ticket'] })).toStrictEqual([5, 2, 1, 0])
      expect(await found({ entity: ['tick', '1'] })).toStrictEqual([])
      expect(await found({ actor: 'ann' })).toStrictEqual([3, 2, 0])
      expect(await found({ action: 'open' })).toStrictEqual([3, 1, 0])
      expect(await found({ requestId: 'r1' })).toStrictEqual([1, 0])
      expect(await found({ from: at(20) })).toStrictEqual([5, 4, 3, 2])
      expect(await found({ from: at(21) })).toStrictEqual([5, 4, 3])
      expect(await found({ to: at(20) })).toStrictEqual([1, 0])
      expect(await found({ to: at(21) })).toStrictEqual([2, 1, 0])
      expect(await found({ from: at(10), to: at(40), actor: 'ann' })).toStrictEqual([3, 2])
      expect(await found({ entity: ['ticket', '1'], actor: 'ann', action: 'close' })).toStrictEqual([2])
      expect(await found({ from: at(30), to: at(30) })).toStrictEqual([])
    },
  }),
  rule({
    id: 'audit.pages',
    title:
      'audit.find() pages forward and back through entries of one time, and entries that come do not move them',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const audit = session.audit('trail')
      for (let index = 0; index < 23; index += 1) {
        await audit.log({ action: 'a', details: index, actor: index % 3 === 0 ? 'bob' : 'ann' })
        if (index % 7 === 6) clock.advance(1)
      }
      for (const filter of [{}, { actor: 'ann' }]) {
        const all = numbersOf((await audit.find(filter)).items)
        const seen: unknown[] = []
        let page = await audit.find(filter, { limit: 4 })
        expect(page.previous).toBeUndefined()
        const pages = [page]
        for (;;) {
          seen.push(...numbersOf(page.items))
          if (page.next === undefined) break
          clock.advance(1)
          await audit.log({ action: 'new', actor: 'ann', details: 'new' })
          page = await audit.find(filter, { limit: 4, after: page.next })
          pages.push(page)
        }
        expect(seen).toStrictEqual(all)
        for (const former of pages.slice(0, -1).reverse()) {
          page = await audit.find(filter, { limit: 4, before: page.previous! })
          expect(numbersOf(page.items)).toStrictEqual(numbersOf(former.items))
        }
        await settled(audit)
        expect(await audit.prune({ olderThan: 0, limit: 1 })).toBe(1)
      }
    },
  }),
  rule({
    id: 'audit.find.refused',
    title: 'audit.find() refuses filters that do not exist or say nothing, and cursors of other queries',
    present: async (context) => {
      const { session } = context
      const audit = session.audit('trail')
      await audit.logMany([{ action: 'a' }, { action: 'a', actor: 'ann' }, { action: 'a', actor: 'ann' }])
      const wrong: readonly unknown[] = [
        { user: 'ann' },
        { actor: undefined },
        { entity: undefined },
        { from: undefined },
        { actor: '' },
        { actor: ['ann'] },
        { entity: 'ticket' },
        { entity: [] },
        { entity: ['ticket', undefined] },
        { entity: ['ticket', '1', '2'] },
        { from: 5 },
        { to: new Date(Number.NaN) },
        { where: { actor: 'ann' } },
      ]
      for (const filter of wrong) await misuse(() => audit.find(filter as never))
      await misuse(() => audit.find({}, { limit: 0 }))
      await misuse(() => audit.find({}, { limit: 10_001 }))
      await misuse(() => audit.find({}, { size: 5 } as never))
      const { next } = await audit.find({ actor: 'ann' }, { limit: 1 })
      await misuse(() => audit.find({ actor: 'ann' }, { after: next!, before: next! }))
      await misuse(() => audit.find({ actor: 'ann' }, { after: 7 as never }))
      for (const find of [
        () => audit.find({}, { after: next! }),
        () => audit.find({ actor: 'bob' }, { after: next! }),
        () => session.audit('other').find({ actor: 'ann' }, { after: next! }),
        () => context.db.tenant(context.name()).audit('trail').find({ actor: 'ann' }, { after: next! }),
        () => audit.find({ actor: 'ann' }, { after: `${next!}x` }),
        () => audit.find({ actor: 'ann' }, { after: '' }),
      ])
        await refusal('invalid-value', find)
      expect((await audit.find({ actor: 'ann' }, { after: next! })).items).toHaveLength(1)
    },
  }),
]
