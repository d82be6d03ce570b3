import { AsyncLocalStorage } from 'node:async_hooks'
import {
  HoldfastError,
  isOutcomeUnknown,
  type Key,
  type Transaction,
  type TransactionOptions,
} from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'

type Body = (tx: Transaction) => Promise<unknown>

/** Runs outside the async context of whoever calls, where the transaction it stands in cannot be seen. */
const outside = AsyncLocalStorage.snapshot() as <R>(run: () => R) => R

export const sessionSaboteurs: readonly Saboteur[] = [
  {
    title: 'tenants share their entries',
    caughtBy: 'key-value.tenant.apart',
    make: () => ({ database: (db) => ({ tenant: () => db }) }),
  },
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
    title: 'a transaction whose outcome is unknown is run again',
    caughtBy: 'transaction.retries.unknown',
    make: () => ({
      session: (session) => ({
        transaction: (body: Body, options?: TransactionOptions) =>
          session.transaction(body, options).catch((error: unknown) => {
            if (isOutcomeUnknown(error)) return session.transaction(body, options)
            throw error
          }),
      }),
    }),
  },
  {
    title: 'a retryable failure is thrown at the caller',
    caughtBy: 'transaction.retries.whole-body',
    make: () => ({
      session: (session) => ({
        transaction: (body: Body, options?: TransactionOptions) =>
          session.transaction(body, { ...options, retries: 0 }),
      }),
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
  {
    title: 'a capability is there and not declared',
    caughtBy: 'transaction.nested.caught',
    needs: ['savepoints'],
    make: () => ({ capabilities: (capabilities) => ({ ...capabilities, savepoints: false }) }),
  },
  {
    title: 'a capability is declared and not there',
    caughtBy: 'transaction.isolation.serializable',
    make: () => ({
      capabilities: (capabilities) => ({ ...capabilities, serializable: true }),
      session: (session) => ({
        transaction: (body: Body, options: TransactionOptions = {}) =>
          options.isolation === 'serializable'
            ? Promise.reject(new HoldfastError('unsupported', 'Cannot begin: not offered'))
            : session.transaction(body, options),
      }),
    }),
  },
  {
    title: 'an error message quotes the value',
    caughtBy: 'errors.invalid-value',
    make: () => ({
      keyValue: (store) => ({
        set: (key: Key, value: unknown, options?: object) =>
          store.set(key, value, options).catch((error: { code: 'invalid-value' }) => {
            throw new HoldfastError(error.code, `Cannot set ${JSON.stringify(value)}`)
          }),
      }),
    }),
  },
  {
    title: 'the log holds values',
    caughtBy: 'observability.log.quiet-on-values',
    make: () => ({
      keyValue: (store, { environment: { log } }) => ({
        setMany: (entries: Iterable<readonly [Key, unknown]>, options?: object) => {
          const all = [...entries]
          log?.({
            level: 'debug',
            event: 'statement',
            message: 'writes',
            attributes: { values: JSON.stringify(all) },
          })
          return store.setMany(all, options)
        },
      }),
    }),
  },
]
