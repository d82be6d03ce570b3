import type { Key } from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'
import { textOf } from './text-of-key.ts'

export const writeSaboteurs: readonly Saboteur[] = [
  {
    title: 'set() loses every seventh write',
    caughtBy: 'key-value.key.hostile',
    make: () => {
      let count = 0
      return {
        keyValue: (store) => ({
          set: (key: Key, value: unknown, options?: object) =>
            (count += 1) % 7 === 0
              ? Promise.resolve({ ok: true as const, version: 'lost' })
              : store.set(key, value, options),
        }),
      }
    },
  },
  {
    title: 'set() answers before it writes',
    caughtBy: 'key-value.order.read-after-write',
    make: () => ({
      keyValue: (store) => ({
        set: async (key: Key, value: unknown, options?: object) => {
          setImmediate(() => void store.set(key, value, options).catch(() => undefined))
          return { ok: true as const, version: 'early' }
        },
      }),
    }),
  },
  {
    title: 'values are shared by reference',
    caughtBy: 'key-value.value.copy-after-get',
    make: () => {
      const values = new Map<string, unknown>()
      return {
        keyValue: (store) => ({
          set: (key: Key, value: unknown) => {
            values.set(textOf(key), value)
            return store.set(key, value)
          },
          get: async (key: Key) => values.get(textOf(key)),
        }),
      }
    },
  },
  {
    title: 'increment() reads and then writes',
    caughtBy: 'key-value.increment.concurrent',
    make: () => ({
      keyValue: (store) => ({
        increment: async (key: Key, by = 1) => {
          const sum = Number((await store.get(key)) ?? 0) + by
          await store.set(key, sum)
          return sum
        },
      }),
    }),
  },
  {
    title: 'NaN becomes null',
    caughtBy: 'key-value.value.refuses-NaN',
    make: () => ({
      keyValue: (store) => ({
        set: (key: Key, value: unknown, options?: object) =>
          store.set(key, Number.isNaN(value) ? null : value, options),
      }),
    }),
  },
  {
    title: 'update() drops the expiry of an entry',
    caughtBy: 'differential.key-value',
    make: () => ({
      keyValue: (store) => ({
        update: async (key: Key, change: (value: unknown) => unknown) => {
          const value = await change(await store.get(key))
          if (value === undefined) return store.get(key)
          await store.set(key, value)
          return value
        },
      }),
    }),
  },
]
