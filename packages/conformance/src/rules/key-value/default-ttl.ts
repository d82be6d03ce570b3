import { expect } from 'vitest'
import { collect, keysOf, misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { ttl } from './ttl.ts'

export const keyValueDefaultTtl: readonly Rule[] = [
  rule({
    id: 'key-value.expiry.default-ttl',
    title:
      'keyValue with a default ttl gives it to every write that names none; null keeps an entry for ever',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const store = session.keyValue<number>('items', { ttl })
      await store.set('set', 1)
      await store.setMany([['many', 1]])
      await store.increment('increment')
      await store.update('update', () => 1)
      await store.atomic().set('atomic', 1).commit()
      await store.set('own', 1, { ttl: ttl * 2 })
      await store.set('ever', 1, { ttl: null })
      expect(await collect(store.list())).toHaveLength(7)
      clock.advance(ttl)
      expect(await keysOf(store.list())).toStrictEqual(['ever', 'own'])
      clock.advance(ttl)
      expect(await keysOf(store.list())).toStrictEqual(['ever'])
    },
  }),
  rule({
    id: 'key-value.expiry.bad-ttl',
    title: 'keyValue refuses a ttl that is not a whole number of at least one millisecond as misuse',
    present: async (context) => {
      const store = context.store<number>()
      await store.set('k', 1)
      for (const wrong of [
        0,
        -1,
        1.5,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        2 ** 60,
        '5',
        new Date(),
        true,
      ] as number[]) {
        await misuse(() => store.set('k', 2, { ttl: wrong }))
        await misuse(() => store.setMany([['k', 2]], { ttl: wrong }))
        await misuse(() => store.update('k', () => 2, { ttl: wrong }))
        await misuse(() => store.increment('k', 1, { ttl: wrong }))
        await misuse(() => store.touch('k', wrong))
        await misuse(() => store.atomic().set('k', 2, { ttl: wrong }).commit())
        await misuse(() => context.session.keyValue('items', { ttl: wrong }))
      }
      expect((await store.entry('k'))?.value).toBe(1)
    },
  }),
]
