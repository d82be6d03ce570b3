import { relations } from 'drizzle-orm'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import type { DrizzleAdapter } from './adapter.ts'
import { openShop } from './shop.ts'

export const drizzleRelationalQueries = (adapter: DrizzleAdapter): readonly Rule[] => [
  rule({
    id: 'drizzle.relational',
    title: 'drizzle() runs relational queries',
    needs: ['sql'],
    present: async (context) => {
      const { customer, purchase, drizzle } = await openShop(context, adapter)
      const schema = {
        customer,
        purchase,
        customerRelations: relations(customer, ({ many }) => ({ purchases: many(purchase) })),
        purchaseRelations: relations(purchase, ({ one }) => ({
          buyer: one(customer, { fields: [purchase.customer], references: [customer.id] }),
        })),
      }
      const d = drizzle(context.session, { schema })
      const find = async (): Promise<unknown> => d.query.customer.findFirst({ with: { purchases: true } })
      const reason = adapter.cannot?.['relational-queries']
      if (reason !== undefined) {
        await refusal('unsupported', find)
        context.note('builders', 'drizzle: relational-queries', reason)
        return 'absent'
      }
      const tea = { id: 7, customer: 1, item: 'tea' }
      await d.insert(customer).values({ id: 1, name: 'Ada' })
      await d.insert(purchase).values(tea)
      expect(await find()).toStrictEqual({ id: 1, name: 'Ada', notes: null, purchases: [tea] })
    },
  }),
]
