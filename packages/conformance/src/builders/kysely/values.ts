import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { hostileTexts } from '../hostile-texts.ts'
import type { KyselyAdapter } from './adapter.ts'
import { customers, openShop } from './shop.ts'

export const kyselyValues = (adapter: KyselyAdapter): readonly Rule[] => [
  rule({
    id: 'kysely.texts',
    title: 'kysely() stores hostile texts as they are',
    needs: ['sql'],
    present: async (context) => {
      const k = (await openShop(context, adapter)).kysely()
      for (const [id, name] of hostileTexts.entries()) {
        await k.insertInto('customer').values({ id, name }).execute()
        const found = k.selectFrom('customer').select('name').where('name', '=', name)
        expect(await found.execute()).toStrictEqual([{ name }])
      }
      expect(await customers(k)).toHaveLength(hostileTexts.length)
    },
  }),
  rule({
    id: 'kysely.parameters',
    title: 'kysely() refuses parameters that no engine keeps as they are, before anything is sent',
    needs: ['sql'],
    present: async (context) => {
      const k = (await openShop(context, adapter)).kysely()
      const find = (value: unknown): Promise<unknown> =>
        k
          .selectFrom('customer')
          .selectAll()
          .where('name', '=', value as string)
          .execute()
      for (const wrong of ['a\0b', '\uD800', Number.NaN, -0])
        await refusal('invalid-value', () => find(wrong))
      for (const wrong of [2 ** 60, 2n ** 70n]) await refusal('out-of-range', () => find(wrong))
      for (const wrong of [undefined, new Map(), Symbol('s')]) await misuse(() => find(wrong))
    },
  }),
  rule({
    id: 'kysely.bigints',
    title: 'kysely() never rounds: a large whole number is refused, or a bigint when asked for',
    needs: ['sql'],
    present: async (context) => {
      const table = await context.table('a bigint')
      const large = 2n ** 60n + 1n
      const over = (options = {}) => adapter.kysely<Record<string, { a: bigint }>>(context.session, options)
      await over().insertInto(table).values({ a: large }).execute()
      await refusal('out-of-range', () => over().selectFrom(table).select('a').execute())
      expect(await over({ bigints: true }).selectFrom(table).select('a').execute()).toStrictEqual([
        { a: large },
      ])
    },
  }),
]
