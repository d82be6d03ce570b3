import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import type { KyselyAdapter } from './adapter.ts'
import { customers, openShop } from './shop.ts'

export const kyselyControlledTransactions = (adapter: KyselyAdapter): readonly Rule[] => [
  rule({
    id: 'kysely.controlled',
    title: "Kysely's controlled transaction commits and rolls back",
    needs: ['sql'],
    present: async (context) => {
      const k = (await openShop(context, adapter)).kysely()
      const first = await k.startTransaction().execute()
      await first.insertInto('customer').values({ id: 1, name: 'Ada' }).execute()
      await first.commit().execute()
      const second = await k.startTransaction().execute()
      await second.insertInto('customer').values({ id: 2, name: 'Bob' }).execute()
      await second.rollback().execute()
      expect(await customers(k)).toStrictEqual(['Ada'])
    },
  }),
  rule({
    id: 'kysely.controlled.savepoints',
    title: "Kysely's savepoints undo what came after them, a failure included",
    needs: ['sql', 'savepoints'],
    present: async (context) => {
      const k = (await openShop(context, adapter)).kysely()
      const trx = await k.startTransaction().execute()
      await trx.insertInto('customer').values({ id: 1, name: 'Ada' }).execute()
      const one = await trx.savepoint('one').execute()
      await one.insertInto('customer').values({ id: 2, name: 'Bob' }).execute()
      const two = await one.savepoint('two').execute()
      await refusal('duplicate', () => two.insertInto('customer').values({ id: 3, name: 'Ada' }).execute())
      await refusal('aborted', () => customers(two))
      const back = await two.rollbackToSavepoint('one').execute()
      await back.insertInto('customer').values({ id: 4, name: 'Cleo' }).execute()
      await back.releaseSavepoint('one').execute()
      await misuse(() => back.rollbackToSavepoint('one').execute())
      await trx.commit().execute()
      expect(await customers(k)).toStrictEqual(['Ada', 'Cleo'])
    },
    absent: async (context) => {
      const k = (await openShop(context, adapter)).kysely()
      const trx = await k.startTransaction().execute()
      await trx.insertInto('customer').values({ id: 1, name: 'Ada' }).execute()
      await refusal('unsupported', () => trx.savepoint('one').execute())
      await trx.commit().execute()
      expect(await customers(k)).toStrictEqual(['Ada'])
    },
  }),
  rule({
    id: 'kysely.controlled.stopped',
    title: "Kysely's controlled transaction that is stopped rejects every later call with the reason",
    needs: ['sql'],
    present: async (context) => {
      const shop = await openShop(context, adapter)
      const stop = new AbortController()
      const k = shop.kysely(context.session, { transaction: { signal: stop.signal } })
      const trx = await k.startTransaction().execute()
      await trx.insertInto('customer').values({ id: 1, name: 'Ada' }).execute()
      stop.abort()
      await refusal('cancelled', () => customers(trx))
      await refusal('cancelled', () => trx.commit().execute())
      expect(await customers(shop.kysely())).toStrictEqual([])
    },
  }),
]
