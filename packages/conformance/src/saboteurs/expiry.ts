import type { Key } from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'

export const expirySaboteurs: readonly Saboteur[] = [
  {
    title: 'a ttl lasts one millisecond too long',
    caughtBy: 'key-value.expiry.seen-by-get',
    make: () => ({
      keyValue: (store) => ({
        set: (key: Key, value: unknown, options: { ttl?: number } = {}) =>
          store.set(key, value, options.ttl === undefined ? options : { ...options, ttl: options.ttl + 1 }),
      }),
    }),
  },
  {
    title: 'the injected clock is ignored',
    caughtBy: 'key-value.expiry.expires-at',
    make: () => ({
      environment: (environment) => ({ ...environment, clock: Date.now }),
    }),
  },
  {
    title: 'set() without ttl keeps the old expiry',
    caughtBy: 'key-value.expiry.replaced',
    make: () => ({
      keyValue: (store, { environment }) => ({
        set: async (key: Key, value: unknown, options: { ttl?: number } = {}) => {
          const until = (await store.entry(key))?.expiresAt
          const ttl =
            options.ttl ??
            (until === undefined ? undefined : until.getTime() - (environment.clock ?? Date.now)())
          return store.set(key, value, ttl === undefined ? options : { ...options, ttl })
        },
      }),
    }),
  },
  {
    title: 'prune() removes what has not expired',
    caughtBy: 'key-value.prune.counts',
    make: () => ({ keyValue: (store) => ({ prune: () => store.clear() }) }),
  },
]
