import { isOutcomeUnknown, type TransactionOptions } from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'
import type { Body } from './body.ts'

export const retrySaboteurs: readonly Saboteur[] = [
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
]
