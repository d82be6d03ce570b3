import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

const minute = 60_000

export const contextAges: readonly Rule[] = [
  rule({
    id: 'context.list',
    title:
      'context().list() gives the scopes in the order of their ids, a page at a time, with when they were touched',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const tickets = session.context('ticket')
      const start = clock()
      for (const id of ['b', 'a', 'a b', 'é']) await tickets.scope(id).set('k', 1)
      clock.advance(minute)
      await tickets.scope('a').touch()
      await tickets.scope('c').touch()
      const [before, now] = [new Date(start), new Date(start + minute)]
      expect(await tickets.list()).toStrictEqual([
        { id: 'a', createdAt: before, touchedAt: now },
        { id: 'a b', createdAt: before, touchedAt: before },
        { id: 'b', createdAt: before, touchedAt: before },
        { id: 'c', createdAt: now, touchedAt: now },
        { id: 'é', createdAt: before, touchedAt: before },
      ])
      const ids: string[] = []
      let after: string | undefined
      do {
        const page = await tickets.list({ limit: 2, ...(after === undefined ? {} : { after }) })
        ids.push(...page.map(({ id }) => id))
        after = page.at(-1)?.id
      } while (after !== undefined)
      expect(ids).toStrictEqual(['a', 'a b', 'b', 'c', 'é'])
    },
  }),
  rule({
    id: 'context.clean-up',
    title:
      'context().cleanUp() ends what was not touched for a time, and never a scope that was touched within it',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const tickets = session.context('ticket')
      const touches = {
        set: (id: string) => tickets.scope(id).set('a', 2),
        merge: (id: string) => tickets.scope(id).merge('a', 2),
        append: (id: string) => tickets.scope(id).append('l', [1]),
        delete: (id: string) => tickets.scope(id).delete('b'),
        touch: (id: string) => tickets.scope(id).touch(),
      }
      for (const id of [...Object.keys(touches), 'read', 'idle']) {
        await tickets.scope(id).set('a', 1)
        await tickets.scope(id).set('b', 1)
      }
      await session.context('user').scope('idle').set('a', 1)
      clock.advance(minute)
      for (const [id, touch] of Object.entries(touches)) await touch(id)
      await tickets.scope('read').all()
      clock.advance(minute - 1)
      expect(await tickets.cleanUp({ untouchedFor: 2 * minute })).toBe(0)
      clock.advance(1)
      expect(await tickets.cleanUp({ untouchedFor: 2 * minute })).toBe(2)
      expect((await tickets.list()).map(({ id }) => id)).toStrictEqual(Object.keys(touches).toSorted())
      expect(await tickets.scope('idle').all()).toStrictEqual({})
      expect(await tickets.scope('touch').all()).toStrictEqual({ a: 1, b: 1 })
      expect(await session.context('user').scope('idle').all()).toStrictEqual({ a: 1 })
      await tickets.scope('idle').set('c', 1)
      expect(await tickets.scope('idle').all()).toStrictEqual({ c: 1 })
    },
  }),
  rule({
    id: 'context.clean-up.batches',
    title: 'context().cleanUp() goes on in batches until its limit, its budget or the end',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const tickets = session.context('ticket')
      await Promise.all(Array.from({ length: 2_100 }, (_, index) => tickets.scope(`T${index}`).touch()))
      clock.advance(minute)
      expect(await tickets.cleanUp({ untouchedFor: minute, limit: 5 })).toBe(5)
      expect(await tickets.cleanUp({ untouchedFor: minute, budget: 0 })).toBe(1_000)
      const inside = (tx: typeof session): Promise<number> =>
        tx.context('ticket').cleanUp({ untouchedFor: minute })
      expect(await session.transaction((tx) => inside(tx))).toBe(1_000)
      expect(await tickets.cleanUp({ untouchedFor: minute })).toBe(95)
      expect(await tickets.list()).toStrictEqual([])
    },
  }),
]
