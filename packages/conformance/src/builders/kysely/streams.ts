import type { Session } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import type { KyselyAdapter } from './adapter.ts'
import { customers, openShop } from './shop.ts'

export const kyselyStreams = (adapter: KyselyAdapter): readonly Rule[] => [
  rule({
    id: 'kysely.stream.left',
    title: 'kysely() streams rows in order, and leaving the loop frees the connection',
    needs: ['sql'],
    present: async (context) => {
      const k = (await openShop(context, adapter)).kysely()
      const values = Array.from({ length: 40 }, (_, id) => ({ id, name: `n${id}` }))
      await k.insertInto('customer').values(values).execute()
      const seen: number[] = []
      for await (const { id } of k.selectFrom('customer').select('id').orderBy('id').stream(10))
        if (seen.push(id) === 25) break
      expect(seen).toStrictEqual(Array.from({ length: 25 }, (_, id) => id))
      await k.deleteFrom('customer').execute()
      await k.insertInto('customer').values({ id: 1, name: 'afterwards' }).execute()
      expect(await customers(k)).toStrictEqual(['afterwards'])
    },
  }),
  rule({
    id: 'kysely.stream.writes',
    title: 'kysely() on a transaction writes while it streams',
    needs: ['sql'],
    present: async (context) => {
      const shop = await openShop(context, adapter)
      const write = async (tx: Session): Promise<void> => {
        const k = shop.kysely(tx)
        const values = ['Ada', 'Bob', 'Cleo'].map((name, id) => ({ id, name }))
        await k.insertInto('customer').values(values).execute()
        for await (const { id } of k.selectFrom('customer').select('id').stream(1))
          await k.insertInto('purchase').values({ id, customer: id, item: 'tea' }).execute()
      }
      const reason = adapter.cannot?.['write-while-streaming']
      if (reason !== undefined) {
        await refusal('timeout', () => context.session.transaction(write, { timeout: 200 }))
        context.note('builders', 'kysely: write-while-streaming', reason)
        return 'absent'
      }
      await context.session.transaction(write)
      expect(await shop.kysely().selectFrom('purchase').select('item').execute()).toHaveLength(3)
    },
  }),
]
