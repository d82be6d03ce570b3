import { HoldfastError, type Key, type TransactionOptions } from '@holdfast/core'
import type { Body } from './body.ts'
import type { Saboteur } from './saboteur.ts'
import type { Spoil } from './spoil.ts'

const readCommitted: Spoil = {
  session: (session) => ({
    transaction: (body: Body, options?: TransactionOptions) =>
      session.transaction(body, { ...options, isolation: 'read-committed' }),
  }),
}

export const concurrencySaboteurs: readonly Saboteur[] = [
  {
    title: 'every write is a transaction of its own',
    caughtBy: 'batching.independent-callers',
    needs: ['persistent'],
    make: () => ({
      keyValue: (_, { session, name, isTransaction }) =>
        isTransaction
          ? {}
          : {
              set: (key: Key, value: unknown) =>
                session.transaction((tx) => tx.keyValue<unknown>(name).set(key, value)),
            },
    }),
  },
  {
    title: 'a write that was sent and then given up says that it was not applied',
    caughtBy: 'batching.abort-any-time',
    make: () => ({
      keyValue: (store) => ({
        set: (key: Key, value: unknown, options: { signal?: AbortSignal } = {}) =>
          new Promise((resolve, reject) => {
            options.signal?.addEventListener('abort', () =>
              reject(new HoldfastError('cancelled', 'Cannot set: given up')),
            )
            // A turn late, so that there is something to give up on every engine.
            setImmediate(
              () => void store.set(key, value).then((result) => setImmediate(resolve, result), reject),
            )
          }),
      }),
    }),
  },
  {
    title: 'transactions get read committed, whatever they ask for',
    caughtBy: 'isolation.snapshot.P4',
    needs: ['concurrentWriters'],
    make: () => readCommitted,
  },
  {
    title: 'transactions over raw SQL rows get read committed, whatever they ask for',
    caughtBy: 'isolation.snapshot.P4.rows',
    needs: ['sql', 'concurrentWriters'],
    make: () => readCommitted,
  },
]
