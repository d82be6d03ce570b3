import { memory, open, sql, type LogEvent } from '@holdfast/core'
import { expect, expectTypeOf } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import type { KyselyAdapter } from './adapter.ts'
import { openShop, type Shop } from './shop.ts'

export const kyselyQueries = (adapter: KyselyAdapter): readonly Rule[] => [
  rule({
    id: 'kysely.join',
    title: 'kysely() reads tables that were there before, with a typed join',
    needs: ['sql'],
    present: async (context) => {
      const shop = await openShop(context, adapter)
      await context.session.run(
        sql`insert into ${sql.identifier(shop.tables.customer)} (id, name) values (${1}, ${'Ada'}), (${2}, ${'Bob'})`,
      )
      const k = shop.kysely()
      await k.insertInto('purchase').values({ id: 1, customer: 1, item: 'tea' }).execute()
      const rows = await k
        .selectFrom('customer')
        .innerJoin('purchase', 'purchase.customer', 'customer.id')
        .select(['customer.name', 'purchase.item', 'customer.notes'])
        .execute()
      expectTypeOf(rows).toEqualTypeOf<{ name: string; item: string; notes: string | null }[]>()
      expect(rows).toStrictEqual([{ name: 'Ada', item: 'tea', notes: null }])
    },
  }),
  rule({
    id: 'kysely.affected',
    title: 'kysely() tells how many rows were changed',
    needs: ['sql'],
    present: async (context) => {
      const k = (await openShop(context, adapter)).kysely()
      const values = [
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Bob' },
      ]
      const inserted = await k.insertInto('customer').values(values).executeTakeFirst()
      expect(inserted.numInsertedOrUpdatedRows).toBe(2n)
      const updated = await k.updateTable('customer').set({ notes: 'x' }).executeTakeFirst()
      expect(updated.numUpdatedRows).toBe(2n)
      const deleted = await k.deleteFrom('customer').where('name', '=', 'Ada').returning('notes').execute()
      expect(deleted).toStrictEqual([{ notes: 'x' }])
      expect((await k.deleteFrom('customer').executeTakeFirst()).numDeletedRows).toBe(1n)
    },
  }),
  rule({
    id: 'kysely.errors',
    title: "kysely() throws Holdfast's errors, which quote no value",
    needs: ['sql'],
    present: async (context) => {
      const k = (await openShop(context, adapter)).kysely()
      const insert = (id: number, name: string): Promise<unknown> =>
        k.insertInto('customer').values({ id, name }).execute()
      await insert(1, 'secret')
      expect(String(await refusal('duplicate', () => insert(2, 'secret')))).not.toContain('secret')
      await refusal('not-null', () => insert(2, null as never))
      const missing = adapter.kysely<Record<string, { id: number }>>(context.session)
      await refusal('no-table', () => missing.selectFrom(context.name()).selectAll().execute())
    },
  }),
  rule({
    id: 'kysely.names',
    title: 'kysely() refuses two result columns with one name',
    needs: ['sql'],
    present: async (context) => {
      const k = (await openShop(context, adapter)).kysely()
      await k.insertInto('customer').values({ id: 1, name: 'Ada' }).execute()
      const twice = k
        .selectFrom('customer as a')
        .innerJoin('customer as b', 'a.id', 'b.id')
        .selectAll('a')
        .selectAll('b')
      await refusal('invalid-value', () => twice.execute())
    },
  }),
  rule({
    id: 'kysely.refused',
    title: 'kysely() refuses a session of another kind and an option that does not exist',
    needs: ['sql'],
    present: async (context) => {
      await openShop(context, adapter)
      const other = await open(memory())
      context.after(() => other.close())
      await refusal('unsupported', () => adapter.kysely(other))
      await misuse(() => adapter.kysely(undefined as never))
      await misuse(() => adapter.kysely(context.db, { bigint: true } as never))
    },
  }),
  rule({
    id: 'kysely.statement-options',
    title: 'kysely() keeps to the bounds that its options name',
    needs: ['sql'],
    present: async (context) => {
      const shop = await openShop(context, adapter)
      const k = shop.kysely(context.session, { statement: { signal: AbortSignal.abort() } })
      await refusal('cancelled', () => k.selectFrom('customer').selectAll().execute())
    },
  }),
  rule({
    id: 'kysely.log',
    title: 'kysely() is seen by the log, without its values',
    needs: ['sql', 'persistent'],
    present: async (context) => {
      const shop = await openShop(context, adapter)
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => events.push(event) })
      await shop.kysely(db).insertInto('customer').values({ id: 1, name: 'secret' }).execute()
      const texts = events.map(({ attributes }) => attributes['db.query.text'])
      expect(texts).toContainEqual(expect.stringMatching(/^insert into /))
      expect(JSON.stringify(events)).not.toContain('secret')
    },
  }),
  rule({
    id: 'kysely.destroy',
    title: 'kysely().destroy() leaves the database open',
    needs: ['sql'],
    present: async (context) => {
      const shop = await openShop(context, adapter)
      const k = shop.kysely()
      await k.selectFrom('customer').selectAll().execute()
      await k.destroy()
      expect(await shop.kysely().selectFrom('customer').selectAll().execute()).toStrictEqual([])
    },
  }),
  rule({
    id: 'kysely.connection',
    title: 'kysely().connection() is refused at its second statement, which would be on another connection',
    needs: ['sql'],
    present: async (context) => {
      const shop = await openShop(context, adapter)
      const all = (one: ReturnType<typeof shop.kysely>): Promise<Shop['customer'][]> =>
        one.selectFrom('customer').selectAll().execute()
      await misuse(() =>
        shop
          .kysely()
          .connection()
          .execute(async (one) => {
            expect(await all(one)).toStrictEqual([])
            await all(one)
          }),
      )
    },
  }),
]
