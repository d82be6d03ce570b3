import { sql } from '@holdfast/core'
import { eq, sql as fragment } from 'drizzle-orm'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { hostileTexts } from '../hostile-texts.ts'
import type { DrizzleAdapter } from './adapter.ts'
import { openShop } from './shop.ts'

export const drizzleValues = (adapter: DrizzleAdapter): readonly Rule[] => [
  rule({
    id: 'drizzle.texts',
    title: 'drizzle() stores hostile texts as they are',
    needs: ['sql'],
    present: async (context) => {
      const { customer, drizzle } = await openShop(context, adapter)
      const d = drizzle()
      for (const [id, name] of hostileTexts.entries()) {
        await d.insert(customer).values({ id, name })
        const found = d.select({ name: customer.name }).from(customer).where(eq(customer.name, name))
        expect(await found).toStrictEqual([{ name }])
      }
    },
  }),
  rule({
    id: 'drizzle.parameters',
    title: 'drizzle() refuses parameters that no engine keeps as they are, before anything is sent',
    needs: ['sql'],
    present: async (context) => {
      const { customer, drizzle, customers } = await openShop(context, adapter)
      const d = drizzle()
      for (const name of ['a\0b', '\uD800'])
        await refusal('invalid-value', () => d.insert(customer).values({ id: 1, name }))
      for (const id of [Number.NaN, -0])
        await refusal('invalid-value', () => d.select().from(customer).where(eq(customer.id, id)))
      expect(await customers(d)).toStrictEqual([])
    },
  }),
  rule({
    id: 'drizzle.bigints',
    title: 'drizzle() never rounds: a whole number that its column cannot hold is refused',
    needs: ['sql'],
    present: async (context) => {
      const { customer, names, drizzle } = await openShop(context, adapter)
      const large = 2n ** 60n + 1n
      await context.session.run(
        sql`insert into ${sql.identifier(names.customer)} (id, name) values (${large}, ${'Ada'})`,
      )
      const d = drizzle(context.session, { schema: { customer } })
      await refusal('out-of-range', () => d.select().from(customer))
      const exact = d.select({ exact: fragment<bigint>`${customer.id}` }).from(customer)
      expect(await exact).toStrictEqual([{ exact: large }])
      if (adapter.cannot?.['relational-queries'] === undefined)
        await refusal('out-of-range', () => d.query.customer.findMany())
    },
  }),
]
