import type { Key } from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'
import { textOf } from './text-of-key.ts'

const byText = (left: Key, right: Key): number => (textOf(left) < textOf(right) ? -1 : 1)

export const manySaboteurs: readonly Saboteur[] = [
  {
    title: 'setMany() keeps the first value of a repeated key',
    caughtBy: 'key-value.set-many.last-wins',
    make: () => ({
      keyValue: (store) => ({
        setMany: (entries: Iterable<readonly [Key, unknown]>, options?: object) =>
          store.setMany([...entries].reverse(), options),
      }),
    }),
  },
  {
    title: 'setMany() writes one after the other, without a transaction',
    caughtBy: 'key-value.set-many.all-or-none',
    make: () => ({
      keyValue: (store) => ({
        setMany: async (entries: Iterable<readonly [Key, unknown]>) => {
          for (const [key, value] of entries) await store.set(key, value)
        },
      }),
    }),
  },
  {
    title: 'setMany() takes its rows in the order of the call and gives up on a deadlock',
    caughtBy: 'key-value.set-many.opposite-orders',
    needs: ['concurrentWriters'],
    make: () => ({
      keyValue: (_, { db, isTransaction }) =>
        isTransaction
          ? {}
          : {
              setMany: (entries: Iterable<readonly [Key, unknown]>) =>
                db.transaction(
                  async (tx) => {
                    for (const [key, value] of entries) await tx.keyValue<unknown>('unsorted').set(key, value)
                  },
                  { retries: 0 },
                ),
            },
    }),
  },
  {
    title: 'getMany() answers in the order of the keys',
    caughtBy: 'key-value.get-many.order',
    make: () => ({
      keyValue: (store) => ({ getMany: (keys: readonly Key[]) => store.getMany([...keys].sort(byText)) }),
    }),
  },
]
