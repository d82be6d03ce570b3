import { memory, open } from '@holdfast/core'
import { eq, sql as fragment } from 'drizzle-orm'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import type { DrizzleAdapter } from './adapter.ts'
import { openShop } from './shop.ts'

export const drizzleQueries = (adapter: DrizzleAdapter): readonly Rule[] => [
  rule({
    id: 'drizzle.join',
    title: 'drizzle() reads tables that were there before, in a join of columns that share names',
    needs: ['sql'],
    present: async (context) => {
      const { customer, purchase, names, drizzle } = await openShop(context, adapter)
      const d = drizzle()
      const ada = { id: 1, name: 'Ada', notes: null }
      expect(await d.insert(customer).values({ id: 1, name: 'Ada' }).returning()).toStrictEqual([ada])
      const tea = { id: 7, customer: 1, item: 'tea' }
      await d.insert(purchase).values(tea)
      const joined = d.select().from(customer).innerJoin(purchase, eq(purchase.customer, customer.id))
      expect(await joined).toStrictEqual([{ [names.customer]: ada, [names.purchase]: tea }])
      const alone = d.select().from(purchase).leftJoin(customer, eq(customer.name, 'nobody'))
      expect(await alone).toStrictEqual([{ [names.customer]: null, [names.purchase]: tea }])
    },
  }),
  rule({
    id: 'drizzle.changes',
    title: 'drizzle() updates, deletes, upserts, counts and prepares',
    needs: ['sql'],
    present: async (context) => {
      const { customer, drizzle } = await openShop(context, adapter)
      const { name, notes } = customer
      const d = drizzle()
      await d.insert(customer).values([
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Bob' },
      ])
      await d
        .insert(customer)
        .values({ id: 3, name: 'Ada' })
        .onConflictDoUpdate({ target: name, set: { notes: 'again' } })
      await d.update(customer).set({ notes: 'x' }).where(eq(name, 'Bob'))
      const both = await d.select({ notes }).from(customer).orderBy(name)
      expect(both).toStrictEqual([{ notes: 'again' }, { notes: 'x' }])
      expect(await d.$count(customer, eq(name, 'Ada'))).toBe(1)
      const deleted = await d.delete(customer).where(eq(name, 'Ada')).returning({ name })
      expect(deleted).toStrictEqual([{ name: 'Ada' }])
      const named = d
        .select()
        .from(customer)
        .where(eq(name, fragment.placeholder('name')))
        .prepare(context.name())
      expect(await named.execute({ name: 'Bob' })).toHaveLength(1)
      expect(await named.execute({ name: 'Ada' })).toHaveLength(0)
    },
  }),
  rule({
    id: 'drizzle.errors',
    title: "drizzle() throws Holdfast's errors, not Drizzle's, whose message quotes every value",
    needs: ['sql'],
    present: async (context) => {
      const { customer, drizzle } = await openShop(context, adapter)
      const d = drizzle()
      const insert = (id: number) => d.insert(customer).values({ id, name: 'secret' })
      await insert(1)
      expect(String(await refusal('duplicate', () => insert(2)))).not.toContain('secret')
      const missing = fragment`select * from ${fragment.identifier(context.name())}`
      await refusal('no-table', () => d[adapter.plain](missing))
    },
  }),
  rule({
    id: 'drizzle.plain',
    title: 'drizzle() gives the rows of plain SQL by name, and refuses two columns of one name',
    needs: ['sql'],
    present: async (context) => {
      const d = (await openShop(context, adapter)).drizzle()
      expect(await d[adapter.plain](fragment`select 1 as a, 2 as b`)).toStrictEqual([{ a: 1, b: 2 }])
      await refusal('invalid-value', () => d[adapter.plain](fragment`select 1 as a, 1 as a`))
    },
  }),
  rule({
    id: 'drizzle.refused',
    title: 'drizzle() refuses a session of another kind and an option that does not exist',
    needs: ['sql'],
    present: async (context) => {
      const { drizzle } = await openShop(context, adapter)
      const other = await open(memory())
      context.after(() => other.close())
      await refusal('unsupported', () => drizzle(other))
      await misuse(() => adapter.drizzle(undefined as never))
      await misuse(() => drizzle(context.session, { cache: {} } as never))
    },
  }),
]
