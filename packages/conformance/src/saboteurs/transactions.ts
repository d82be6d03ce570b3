import type { Key, Transaction, TransactionOptions } from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'
import type { Body } from './body.ts'

export const transactionSaboteurs: readonly Saboteur[] = [
  {
    title: 'transaction() commits what a callback wrote before it threw',
    caughtBy: 'transaction.rollback',
    make: () => ({
      session: (session) => ({
        transaction: async (body: Body, options?: TransactionOptions) => {
          const failed: unknown[] = []
          const value = await session.transaction(
            (tx) => body(tx).catch((error: unknown) => void failed.push(error)),
            options,
          )
          if (failed.length > 0) throw failed[0]
          return value
        },
      }),
    }),
  },
  {
    title: 'transaction() answers although its commit did not happen',
    caughtBy: 'transaction.commit',
    make: () => ({
      session: (session) => ({
        transaction: async (body: Body, options?: TransactionOptions) => {
          let value: unknown
          const lost = new Error('the commit failed')
          const body2 = async (tx: Transaction): Promise<void> => {
            value = await body(tx)
            throw lost
          }
          await session.transaction(body2, options).catch((error: unknown) => {
            if (error !== lost) throw error
          })
          return value
        },
      }),
    }),
  },
  {
    title: 'a nested transaction that fails leaves its writes to the outer one',
    caughtBy: 'transaction.nested.caught',
    make: () => ({
      session: (session, { isTransaction }) =>
        isTransaction ? { transaction: (body: Body) => body(session as Transaction) } : {},
    }),
  },
  {
    title: 'afterCommit() runs at once',
    caughtBy: 'transaction.after-commit.rollback',
    make: () => ({
      session: (_, { isTransaction }) =>
        isTransaction ? { afterCommit: (action: () => unknown) => void action() } : {},
    }),
  },
  {
    title: 'readOnly is ignored',
    caughtBy: 'transaction.read-only',
    make: () => ({
      session: (session) => ({
        transaction: (body: Body, options?: TransactionOptions) =>
          session.transaction(body, { ...options, readOnly: false }),
      }),
    }),
  },
  {
    title: 'a transaction does not see its own writes',
    caughtBy: 'transaction.read-your-writes',
    make: () => ({
      keyValue: (store, { isTransaction }) =>
        isTransaction ? { get: async (key: Key) => (await store.has(key), undefined) } : {},
    }),
  },
]
