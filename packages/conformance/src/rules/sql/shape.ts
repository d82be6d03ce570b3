import { integer, sql, text } from '@holdfast/core'
import { expect } from 'vitest'
import { iterate, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const sqlShape: readonly Rule[] = [
  rule({
    id: 'sql.shape.duplicate-names',
    title: 'a result with two columns of one name throws invalid-value instead of losing one',
    needs: ['sql'],
    present: async (context) => {
      await refusal('invalid-value', () => context.session.all(sql`select 1 as a, 2 as a`))
      await refusal('invalid-value', () =>
        context.session.first(sql`select 1 as a, 2 as a`.as({ a: integer() })),
      )
      await refusal('invalid-value', () => iterate(context.session.stream(sql`select 1 as a, 2 as a`)).next())
      expect(await context.session.all(sql`select 1 as a, 2 as b`)).toStrictEqual([{ a: 1, b: 2 }])
    },
  }),
  rule({
    id: 'sql.shape.odd-names',
    title: 'columns with odd names arrive under those names, __proto__ as data',
    needs: ['sql'],
    present: async (context) => {
      for (const name of ['__proto__', 'constructor', 'a b', 'é', '1', 'A', 'a"b', 'toString']) {
        const [row] = await context.session.all(sql`select 5 as ${sql.identifier(name)}`)
        expect(Object.entries(row ?? {})).toStrictEqual([[name, 5]])
        const [typed] = await context.session.all(
          sql`select 5 as ${sql.identifier(name)}`.as({ [name]: integer() }),
        )
        expect(Object.entries(typed ?? {})).toStrictEqual([[name, 5]])
      }
      expect(({} as { five?: number }).five).toBeUndefined()
    },
  }),
  rule({
    id: 'sql.shape.missing-column',
    title: '.as() with a column that the result lacks throws no-column',
    needs: ['sql'],
    present: async (context) => {
      await refusal('no-column', () => context.session.all(sql`select 1 as a`.as({ b: integer() })))
      await refusal('no-column', () =>
        context.session.first(sql`select 1 as a where 1 = 0`.as({ b: text() })),
      )
    },
  }),
  rule({
    id: 'sql.shape.bad-columns',
    title: '.as() refuses what is no column definition as misuse',
    needs: ['sql'],
    present: async (context) => {
      expect(await context.session.first(sql`select 1 as a`)).toStrictEqual({ a: 1 })
      await misuse(() => sql`select 1 as a`.as({ a: 'integer' as never }))
      await misuse(() => sql`select 1 as a`.as({ a: integer as never }))
    },
  }),
  rule({
    id: 'sql.shape.wide',
    title: 'a result with hundreds of columns and a row of a megabyte arrive whole',
    needs: ['sql'],
    present: async (context) => {
      const wide = Array.from(
        { length: 300 },
        (_, index) => sql`${sql.raw(String(index))} as ${sql.identifier(`c${index}`)}`,
      )
      const [row] = await context.session.all(sql`select ${sql.join(wide)}`)
      expect(Object.keys(row ?? {})).toHaveLength(300)
      expect(row?.['c299']).toBe(299)
      const table = sql.identifier(await context.table('v text'))
      const long = 'é'.repeat(500_000)
      await context.session.run(sql`insert into ${table} values (${long})`)
      expect((await context.session.first(sql`select v from ${table}`))?.['v'] === long).toBe(true)
    },
  }),
]
