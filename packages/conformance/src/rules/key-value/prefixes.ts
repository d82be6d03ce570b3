import type { Key } from '@holdfast/core'
import { expect } from 'vitest'
import { keysOf, misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { hostileKeys } from './hostile-keys.ts'

export const keyValuePrefixes: readonly Rule[] = [
  rule({
    id: 'key-value.delete-prefix.exact',
    title:
      'keyValue.deletePrefix() deletes what begins with the prefix and nothing that a pattern would match',
    present: async (context) => {
      for (const prefix of ['a_', 'a', '%', '_', '\\', 'A', '\u{10FFFF}', '\uFFFF', 'e', '[']) {
        const store = context.session.keyValue(
          `prefix-${hostileKeys.indexOf(prefix)}-${prefix.codePointAt(0)}`,
        )
        await store.setMany(hostileKeys.map((key) => [key, 1]))
        const rest = hostileKeys.filter((key) => !key.startsWith(prefix))
        expect(await store.deletePrefix(prefix), JSON.stringify(prefix)).toBe(
          hostileKeys.length - rest.length,
        )
        expect(await keysOf(store.list())).toStrictEqual(rest)
      }
    },
  }),
  rule({
    id: 'key-value.delete-prefix.no-leak',
    title: 'keyValue.deletePrefix() and clear() touch no other store, tenant or longer name',
    present: async (context) => {
      const names = ['a', 'a_', 'ab', 'aXb', 'a_b', 'a%', 'A', 'a:b', 'a\\', 'a ', '%', '_']
      const tenants = [
        context.tenant,
        `${context.tenant}x`,
        `${context.tenant}_`,
        context.tenant.slice(0, -1),
      ]
      const stores = tenants.flatMap((tenant) =>
        names.map((name) => context.db.tenant(tenant).keyValue<string>(name)),
      )
      context.after(() => Promise.all(stores.map((store) => store.clear())))
      for (const store of stores)
        await store.setMany([
          ['k', '1'],
          ['kk', '2'],
        ])
      const [first, ...others] = stores
      expect(await first?.deletePrefix('k')).toBe(2)
      for (const store of others) expect(await keysOf(store.list())).toStrictEqual(['k', 'kk'])
      expect(await stores[2]?.clear()).toBe(2)
      expect(await stores[3]?.clear()).toBe(2)
      const rest = [stores[1], ...stores.slice(4)]
      for (const store of rest)
        expect(await keysOf(store?.list() ?? first!.list())).toStrictEqual(['k', 'kk'])
    },
  }),
  rule({
    id: 'key-value.delete-prefix.tuple',
    title: 'keyValue.deletePrefix() takes a tuple for whole first elements',
    present: async (context) => {
      const store = context.store()
      const keys: Key[] = ['a', ['a', '1'], ['a', '1', 'x'], ['a', '10'], ['ab', '1']]
      for (const key of keys) await store.set(key, 1)
      expect(await store.deletePrefix(['a', '1'])).toBe(1)
      expect(await store.deletePrefix(['a'])).toBe(2)
      expect(await keysOf(store.list())).toStrictEqual(['a', ['ab', '1']])
    },
  }),
  rule({
    id: 'key-value.delete-prefix.empty',
    title: 'keyValue.deletePrefix() refuses an empty prefix as misuse',
    present: async (context) => {
      const store = context.store()
      await store.set('a', 1)
      await misuse(() => store.deletePrefix(''))
      await misuse(() => store.deletePrefix([] as unknown as Key))
      await misuse(() => store.deletePrefix(undefined as unknown as Key))
      expect(await store.get('a')).toBe(1)
    },
  }),
]
