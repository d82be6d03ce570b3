import { AsyncLocalStorage } from 'node:async_hooks'
import type { Key } from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'

/** Runs outside the async context of whoever calls, where the transaction it stands in cannot be seen. */
const outside = AsyncLocalStorage.snapshot() as <R>(run: () => R) => R

export const sessionSaboteurs: readonly Saboteur[] = [
  {
    title: 'tenants share their entries',
    caughtBy: 'key-value.tenant.apart',
    make: () => ({ database: (db) => ({ tenant: () => db }) }),
  },
  {
    title: 'the database can be read inside its own transaction',
    caughtBy: 'life.inside.keyValue.get',
    make: () => ({
      keyValue: (store, { isTransaction }) =>
        isTransaction ? {} : { get: (key: Key) => outside(() => store.get(key)) },
    }),
  },
  {
    title: 'a closed database answers',
    caughtBy: 'life.closed.keyValue.get',
    make: () => ({
      keyValue: (store) => ({ get: (key: Key) => store.get(key).catch(() => undefined) }),
    }),
  },
  {
    title: 'close() does not wait for running work',
    caughtBy: 'life.close.drains',
    make: () => ({ database: (db) => ({ close: () => db.close({ drain: 0 }) }) }),
  },
]
