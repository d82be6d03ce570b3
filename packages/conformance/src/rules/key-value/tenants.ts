import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { hostileKeys } from './hostile-keys.ts'

export const keyValueTenants: readonly Rule[] = [
  rule({
    id: 'key-value.tenant.apart',
    title: 'tenant() keeps every operation of two tenants apart',
    present: async (context) => {
      const one = context.session.keyValue<number>('items')
      const other = context.db.tenant(context.name()).keyValue<number>('items')
      const none = context.db.keyValue<number>(context.name())
      await one.set('k', 1)
      expect([await other.get('k'), await none.get('k'), await other.has('k')]).toStrictEqual([
        undefined,
        undefined,
        false,
      ])
      expect((await other.set('k', 2, { ifAbsent: true })).ok).toBe(true)
      expect(await other.increment('k', 5)).toBe(7)
      expect([await one.get('k'), await other.get('k')]).toStrictEqual([1, 7])
      expect(await other.clear()).toBe(1)
      expect(await one.get('k')).toBe(1)
    },
  }),
  rule({
    id: 'key-value.tenant.same-key-at-once',
    title: 'tenant() keeps the same key of twenty tenants apart when they write in one turn',
    present: async (context) => {
      const tenants = Array.from({ length: 20 }, () =>
        context.db.tenant(context.name()).keyValue<number>('items'),
      )
      await Promise.all(tenants.map((store, index) => store.set('k', index)))
      expect(await Promise.all(tenants.map((store) => store.get('k')))).toStrictEqual(
        tenants.map((_, index) => index),
      )
      const sums = await Promise.all(tenants.map((store, index) => store.increment('k', index)))
      expect(sums).toStrictEqual(tenants.map((_, index) => index * 2))
    },
  }),
  rule({
    id: 'key-value.tenant.in-transaction',
    title: 'tenant().transaction() gives a transaction that is bound to the tenant',
    present: async (context) => {
      await context.session.transaction(async (tx) => {
        await tx.keyValue('items').set('k', 1)
      })
      expect(await context.session.keyValue('items').get('k')).toBe(1)
      expect(await context.db.keyValue('items').get('k')).toBeUndefined()
    },
  }),
  rule({
    id: 'key-value.tenant.bad-name',
    title: 'tenant() and keyValue() refuse a bad name: misuse when empty or no string, else a typed error',
    present: async (context) => {
      for (const wrong of ['', undefined, null, 5, {}] as string[]) {
        await misuse(() => context.db.tenant(wrong))
        await misuse(() => context.session.keyValue(wrong))
      }
      const longest = 'n'.repeat(context.limits.nameBytes)
      await context.session.keyValue(longest).set('k', 1)
      expect(await context.session.keyValue(longest).get('k')).toBe(1)
      await refusal('too-large', () => context.session.keyValue(`${longest}n`).get('k'))
      await refusal('too-large', () => context.db.tenant(`${longest}n`).keyValue('a').get('k'))
      await refusal('invalid-value', () => context.session.keyValue('a\u0000').get('k'))
      await refusal('invalid-value', () => context.db.tenant('\uD800').keyValue('a').get('k'))
    },
  }),
  rule({
    id: 'key-value.name.hostile',
    title: 'keyValue() keeps stores with hostile names apart',
    present: async (context) => {
      const names = hostileKeys.filter((name) => Buffer.byteLength(name) <= context.limits.nameBytes)
      const stores = names.map((name) => context.session.keyValue<string>(name))
      await Promise.all(stores.map((store, index) => store.set('k', names[index] ?? '')))
      expect(await Promise.all(stores.map((store) => store.get('k')))).toStrictEqual(names)
      for (const store of stores) expect(await store.clear()).toBe(1)
    },
  }),
]
