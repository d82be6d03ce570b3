import type { Key, KeyValue } from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'
import { textOf } from './text-of-key.ts'

type Store = KeyValue<unknown>

export const conditionSaboteurs: readonly Saboteur[] = [
  {
    title: 'ifVersion is ignored',
    caughtBy: 'key-value.if-version.one-winner',
    make: () => ({
      keyValue: (store) => ({
        set: (key: Key, value: unknown, options: { ttl?: number } = {}) =>
          store.set(key, value, options.ttl === undefined ? {} : { ttl: options.ttl }),
      }),
    }),
  },
  {
    title: 'ifAbsent looks first and writes then',
    caughtBy: 'key-value.if-absent.one-winner',
    make: () => ({
      keyValue: (store) => ({
        set: async (key: Key, value: unknown, { ifAbsent, ...options }: { ifAbsent?: true } = {}) =>
          ifAbsent === true && (await store.has(key))
            ? { ok: false as const }
            : store.set(key, value, options),
      }),
    }),
  },
  {
    title: 'a version is a number that counts from 1 again after a delete',
    caughtBy: 'key-value.version.never-reused',
    make: () => {
      const counts = new Map<string, number>()
      return {
        keyValue: (store) => ({
          set: async (key: Key, value: unknown) => {
            await store.set(key, value)
            counts.set(textOf(key), (counts.get(textOf(key)) ?? 0) + 1)
            return { ok: true as const, version: String(counts.get(textOf(key))) }
          },
          delete: (key: Key) => {
            counts.delete(textOf(key))
            return store.delete(key)
          },
        }),
      }
    },
  },
  {
    title: 'atomic() does not look at its checks',
    caughtBy: 'key-value.atomic.checks',
    make: () => ({
      keyValue: (store) => ({
        atomic: () => {
          const atomic = store.atomic()
          const unchecked: ReturnType<Store['atomic']> = {
            check: () => unchecked,
            set: (key, value, options) => (atomic.set(key, value, options), unchecked),
            delete: (key) => (atomic.delete(key), unchecked),
            increment: (key, by) => (atomic.increment(key, by), unchecked),
            commit: () => atomic.commit(),
          }
          return unchecked
        },
      }),
    }),
  },
]
