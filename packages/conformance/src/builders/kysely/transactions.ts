import type { Session } from '@holdfast/core'
import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { failureOf, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import type { KyselyAdapter } from './adapter.ts'
import { customers, openShop } from './shop.ts'

export const kyselyTransactions = (adapter: KyselyAdapter): readonly Rule[] => [
  rule({
    id: 'kysely.in-transaction',
    title: 'kysely() on a transaction commits and disappears with everything else in it',
    needs: ['sql'],
    present: async (context) => {
      const shop = await openShop(context, adapter)
      const thrown = new Error('on purpose')
      const both = (id: number, fails: boolean): Promise<void> =>
        context.session.transaction(async (tx) => {
          await shop
            .kysely(tx)
            .insertInto('customer')
            .values({ id, name: `fails ${fails}` })
            .execute()
          await tx.keyValue('items').set(`fails ${fails}`, 1)
          if (fails) throw thrown
        })
      await both(1, false)
      expect(await failureOf(() => both(2, true))).toBe(thrown)
      expect(await customers(shop.kysely())).toStrictEqual(['fails false'])
      expect(await context.store().getMany(['fails false', 'fails true'])).toStrictEqual([1, undefined])
    },
  }),
  rule({
    id: 'kysely.transaction.ends',
    title: "Kysely's transaction() commits what its callback did, and undoes it when the callback throws",
    needs: ['sql'],
    present: async (context) => {
      const k = (await openShop(context, adapter)).kysely()
      const thrown = new Error('on purpose')
      const add = (id: number, name: string, fails: boolean): Promise<string> =>
        k.transaction().execute(async (trx) => {
          await trx.insertInto('customer').values({ id, name }).execute()
          if (fails) throw thrown
          return name
        })
      expect(await add(1, 'Ada', false)).toBe('Ada')
      expect(await failureOf(() => add(2, 'Bob', true))).toBe(thrown)
      expect(await customers(k)).toStrictEqual(['Ada'])
    },
  }),
  rule({
    id: 'kysely.transaction.beside',
    title: "Kysely's transaction() is not seen by what runs beside it, at its first use and later",
    needs: ['sql', 'persistent'],
    present: async (context) => {
      const shop = await openShop(context, adapter)
      for (const earlier of [0, 1]) {
        const db = await context.open()
        const k = shop.kysely(db)
        for (let use = 0; use < earlier; use++) await customers(k)
        // Contexts are not kept at the end of a turn in which nothing of Holdfast's ran.
        await turn()
        await turn()
        const finished = deferred()
        const around = k.transaction().execute(async (trx) => {
          await customers(trx)
          await finished.promise
        })
        const beside = [customers(k), customers(shop.kysely(db)), db.keyValue(context.name()).get('a')]
        expect(await Promise.all(beside)).toStrictEqual([[], [], undefined])
        finished.resolve()
        await around
      }
    },
  }),
  rule({
    id: 'kysely.transaction.outside',
    title: 'kysely() on the database, and the database itself, are refused inside its transaction',
    needs: ['sql'],
    present: async (context) => {
      const shop = await openShop(context, adapter)
      const k = shop.kysely()
      await misuse(() => context.session.transaction(() => customers(k)))
      await k.transaction().execute(async (trx) => {
        await trx.insertInto('customer').values({ id: 1, name: 'Ada' }).execute()
        await misuse(() => context.store().set('a', 1))
        await misuse(() => customers(k))
      })
      await context.store().set('a', 1)
      expect(await customers(k)).toStrictEqual(['Ada'])
    },
  }),
  rule({
    id: 'kysely.transaction.nested',
    title: "Kysely's transaction() on a transaction is nested in it, and fails alone where savepoints are",
    needs: ['sql', 'savepoints'],
    present: async (context) => {
      const shop = await openShop(context, adapter)
      await context.session.transaction(async (tx) => {
        const k = shop.kysely(tx)
        const add = (id: number, name: string): Promise<unknown> =>
          k.transaction().execute((trx) => trx.insertInto('customer').values({ id, name }).execute())
        await add(1, 'Ada')
        await refusal('duplicate', () => add(2, 'Ada'))
        await k.insertInto('customer').values({ id: 3, name: 'Bob' }).execute()
      })
      expect(await customers(shop.kysely())).toStrictEqual(['Ada', 'Bob'])
    },
    absent: async (context) => {
      const shop = await openShop(context, adapter)
      const thrown = new Error('on purpose')
      const add = (tx: Session, id: number, name: string, fails: boolean): Promise<unknown> =>
        shop
          .kysely(tx)
          .transaction()
          .execute(async (trx) => {
            await trx.insertInto('customer').values({ id, name }).execute()
            if (fails) throw thrown
          })
      await context.session.transaction((tx) => add(tx, 1, 'Ada', false))
      await refusal('aborted', () =>
        context.session.transaction(async (tx) => {
          await add(tx, 2, 'Bob', false)
          expect(await failureOf(() => add(tx, 3, 'Cleo', true))).toBe(thrown)
        }),
      )
      expect(await customers(shop.kysely())).toStrictEqual(['Ada'])
    },
  }),
]
