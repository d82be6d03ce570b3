import type { Failure } from '@holdfast/core'
import { sql as fragment } from 'kysely'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { openFaulty } from '../../rules/faults/stage.ts'
import type { KyselyAdapter } from './adapter.ts'
import { customers, openShop } from './shop.ts'

const conflict: Failure = {
  code: 'serialization',
  retryable: true,
  outcome: 'not-applied',
  ends: 'transaction',
}

export const kyselyTransactionTerms = (adapter: KyselyAdapter): readonly Rule[] => [
  rule({
    id: 'kysely.transaction.levels',
    title: "Kysely's access mode and isolation levels are Holdfast's",
    needs: ['sql'],
    present: async (context) => {
      const k = (await openShop(context, adapter)).kysely()
      const reading = k.transaction().setAccessMode('read only')
      await refusal('read-only', () =>
        reading.execute((trx) => trx.insertInto('customer').values({ id: 1, name: 'Ada' }).execute()),
      )
      for (const level of ['read uncommitted', 'read committed', 'repeatable read'] as const)
        expect(await k.transaction().setIsolationLevel(level).execute(customers)).toStrictEqual([])
      const strictest = () => k.transaction().setIsolationLevel('serializable').execute(customers)
      if (context.capabilities.serializable) expect(await strictest()).toStrictEqual([])
      else await refusal('unsupported', strictest)
    },
  }),
  rule({
    id: 'kysely.transaction.commit',
    title: "Kysely's transaction() runs once, and fails with the error of its commit",
    needs: ['sql', 'persistent'],
    present: async (context) => {
      const shop = await openShop(context, adapter)
      const stage = await openFaulty(context)
      if (stage === undefined) return 'absent'
      stage.faults.lay(({ kind }) => (kind === 'commit' ? { when: 'before', failure: conflict } : undefined))
      let runs = 0
      const k = shop.kysely(stage.db)
      const late = await refusal('serialization', () =>
        k.transaction().execute((trx) => {
          runs += 1
          return trx.insertInto('customer').values({ id: 1, name: 'Ada' }).execute()
        }),
      )
      stage.faults.lay()
      expect([late.retryable, runs]).toStrictEqual([true, 1])
      expect(await customers(k)).toStrictEqual([])
    },
  }),
  rule({
    id: 'kysely.transaction.timeout',
    title: "Kysely's transaction() ends at its time-out, and says so",
    needs: ['sql'],
    present: async (context) => {
      const shop = await openShop(context, adapter)
      const k = shop.kysely(context.session, { transaction: { timeout: 50 } })
      await refusal('timeout', () =>
        k.transaction().execute(async (trx) => {
          await trx.insertInto('customer').values({ id: 1, name: 'Ada' }).execute()
          for (;;) await customers(trx)
        }),
      )
      expect(await customers(shop.kysely())).toStrictEqual([])
    },
  }),
  rule({
    id: 'kysely.transaction.raw',
    title: 'kysely() refuses to begin or end a transaction as plain SQL',
    needs: ['sql'],
    present: async (context) => {
      const k = (await openShop(context, adapter)).kysely()
      for (const statement of [fragment`begin`, fragment`commit`]) await misuse(() => statement.execute(k))
    },
  }),
]
