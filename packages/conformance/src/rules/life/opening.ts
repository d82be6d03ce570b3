import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { openAt } from '../../suite.ts'

export const lifeOpening: readonly Rule[] = [
  rule({
    id: 'life.reopen',
    title: 'what was written is there when the database is opened again',
    needs: ['persistent'],
    present: async (context) => {
      const { db, again } = await context.fresh()
      const { version } = await db.keyValue('items').set('k', { a: 1 }, { ttl: 3_600_000 })
      const before = await db.keyValue('items').entry('k')
      await db.transaction((tx) => tx.keyValue('items').increment('n', 5))
      await db.close()
      const reopened = await again()
      expect(await reopened.keyValue('items').entry('k')).toStrictEqual(before)
      expect((await reopened.keyValue('items').set('k', 2, { ifVersion: version })).ok).toBe(true)
      expect(await reopened.keyValue('items').increment('n')).toBe(6)
    },
    absent: async (context) => {
      const { db, again } = await context.fresh()
      await db.keyValue('items').set('k', 1)
      await db.close()
      expect(await (await again()).keyValue('items').get('k')).toBeUndefined()
    },
  }),
  rule({
    id: 'life.open-many-times',
    title: 'a database can be opened and closed many times',
    present: async (context) => {
      const { db, again } = await context.fresh()
      await db.close()
      for (let round = 0; round < 8; round += 1) {
        const next = await again()
        const expected = context.capabilities.persistent ? round + 1 : 1
        expect(await next.keyValue('items').increment('rounds')).toBe(expected)
        await next.close()
      }
    },
  }),
  rule({
    id: 'life.several-handles',
    title: 'several handles on one database see one another’s committed writes',
    needs: ['persistent'],
    present: async (context) => {
      const handles = await Promise.all([context.open(), context.open(), context.open()])
      const stores = handles.map((handle) => handle.tenant(context.tenant).keyValue<number>('items'))
      for (const [index, store] of stores.entries()) await store.set(`k${index}`, index)
      for (const store of stores) expect(await store.getMany(['k0', 'k1', 'k2'])).toStrictEqual([0, 1, 2])
      await Promise.all(stores.flatMap((store) => [1, 2, 3, 4, 5].map(() => store.increment('n'))))
      expect(await stores[0]?.get('n')).toBe(15)
    },
    absent: async (context) => {
      const [first, second] = await Promise.all([context.open(), context.open()])
      await first.keyValue('items').set('k', 1)
      expect(await second.keyValue('items').get('k')).toBeUndefined()
    },
  }),
  rule({
    id: 'life.open-without-making',
    title:
      'open({ create: false }) of a database that is not there throws not-found and makes none; one that is there it opens',
    needs: ['persistent'],
    present: async (context) => {
      const { harness } = context
      const { db, place } = await context.fresh()
      await db.keyValue('items').set('k', 1)
      await db.close()
      const found = await openAt(place, { create: false, schema: 'check' })
      context.after(() => found.close())
      expect(await found.keyValue('items').get('k')).toBe(1)
      const nowhere = await harness.nowhere?.()
      if (nowhere === undefined) return 'not-run'
      context.after(() => nowhere.destroy())
      for (let time = 0; time < 2; time += 1) {
        const { message } = await refusal('not-found', () => openAt(nowhere, { create: false }))
        expect(message).toMatch(/^Cannot open .*: .*;/)
      }
      return undefined
    },
    absent: async (context) => {
      const place = await context.harness.fresh()
      context.after(() => place.destroy())
      const db = await openAt(place, { create: false })
      expect(await db.keyValue('items').get('k')).toBeUndefined()
      await db.close()
    },
  }),
]
