import { TransactionRollbackError } from 'drizzle-orm'
import { expect } from 'vitest'
import { failureOf, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import type { DrizzleAdapter } from './adapter.ts'
import { openShop } from './shop.ts'

export const drizzleTransactions = (adapter: DrizzleAdapter): readonly Rule[] => [
  rule({
    id: 'drizzle.in-transaction',
    title: 'drizzle() on a transaction commits and disappears with everything else in it',
    needs: ['sql'],
    present: async (context) => {
      const { customer, drizzle, customers } = await openShop(context, adapter)
      const thrown = new Error('on purpose')
      const both = (id: number, fails: boolean): Promise<void> =>
        context.session.transaction(async (tx) => {
          await drizzle(tx)
            .insert(customer)
            .values({ id, name: `fails ${fails}` })
          await tx.keyValue('items').set(`fails ${fails}`, 1)
          if (fails) throw thrown
        })
      await both(1, false)
      expect(await failureOf(() => both(2, true))).toBe(thrown)
      expect(await customers(drizzle())).toStrictEqual(['fails false'])
      expect(await context.store().getMany(['fails false', 'fails true'])).toStrictEqual([1, undefined])
    },
  }),
  rule({
    id: 'drizzle.transaction.ends',
    title:
      "Drizzle's transaction() is Holdfast's: undone by an error or rollback(), and the database is refused in it",
    needs: ['sql'],
    present: async (context) => {
      const { customer, drizzle, customers } = await openShop(context, adapter)
      const d = drizzle()
      const thrown = new Error('on purpose')
      const add = (id: number, name: string, end: (tx: { rollback(): never }) => void): Promise<string> =>
        d.transaction(async (tx) => {
          await tx.insert(customer).values({ id, name })
          await misuse(() => d.select().from(customer))
          end(tx)
          return name
        })
      const fail = (): never => {
        throw thrown
      }
      expect(await add(1, 'Ada', () => undefined)).toBe('Ada')
      const undone = await failureOf(() => add(2, 'Bob', (tx) => tx.rollback()))
      expect(undone).toBeInstanceOf(TransactionRollbackError)
      expect(await failureOf(() => add(3, 'Cleo', fail))).toBe(thrown)
      expect(await customers(d)).toStrictEqual(['Ada'])
    },
  }),
  rule({
    id: 'drizzle.transaction.stopped',
    title: "Drizzle's transaction() that is stopped rejects its calls with the reason, and so does it",
    needs: ['sql'],
    present: async (context) => {
      const { customer, drizzle, customers } = await openShop(context, adapter)
      const stop = new AbortController()
      const d = drizzle(context.session, { transaction: { signal: stop.signal } })
      const stopped = d.transaction(async (tx) => {
        await tx.insert(customer).values({ id: 1, name: 'Ada' })
        stop.abort()
        await refusal('cancelled', () => tx.select().from(customer))
      })
      await refusal('cancelled', () => stopped)
      expect(await customers(drizzle())).toStrictEqual([])
    },
  }),
  rule({
    id: 'drizzle.transaction.nested',
    title: 'a transaction in a transaction of Drizzle fails alone where savepoints are',
    needs: ['sql', 'savepoints'],
    present: async (context) => {
      const { customer, drizzle, customers } = await openShop(context, adapter)
      await drizzle().transaction(async (tx) => {
        await tx.insert(customer).values({ id: 1, name: 'Ada' })
        const inner = tx.transaction(async (nested) => {
          await nested.insert(customer).values({ id: 2, name: 'Bob' })
          await nested.insert(customer).values({ id: 3, name: 'Ada' })
        })
        await refusal('duplicate', () => inner)
      })
      expect(await customers(drizzle())).toStrictEqual(['Ada'])
    },
    absent: async (context) => {
      const { customer, drizzle, customers } = await openShop(context, adapter)
      const both = drizzle().transaction(async (tx) => {
        const add = (id: number): Promise<unknown> =>
          tx.transaction(async (nested) => nested.insert(customer).values({ id, name: 'Ada' }))
        await add(1)
        await refusal('duplicate', () => add(2))
      })
      await refusal('aborted', () => both)
      expect(await customers(drizzle())).toStrictEqual([])
    },
  }),
]
