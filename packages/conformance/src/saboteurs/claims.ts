import { HoldfastError, type Key, type TransactionOptions } from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'
import type { Body } from './body.ts'

export const claimSaboteurs: readonly Saboteur[] = [
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
