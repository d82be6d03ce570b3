import { integer, sql } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { idAndName } from './id-and-name.ts'

export const sqlRefusedParameters: readonly Rule[] = [
  rule({
    id: 'sql.parameter.refused',
    title: 'a parameter that an engine would change or cannot hold is refused before anything is sent',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(idAndName))
      const insert = (value: unknown): Promise<unknown> =>
        context.session.run(sql`insert into ${table} values (1, ${value})`)
      for (const wrong of [undefined, {}, [1], () => 1, Symbol('a'), new Map(), /x/])
        await misuse(() => insert(wrong))
      const invalid = [
        Number.NaN,
        Number.POSITIVE_INFINITY,
        -0,
        'a\u0000',
        '\uD800',
        new Date(Number.NaN),
        new Date(8.64e15),
      ]
      for (const wrong of invalid) await refusal('invalid-value', () => insert(wrong))
      for (const wrong of [2 ** 53, -(2 ** 60), 2n ** 63n, -(2n ** 63n) - 1n])
        await refusal('out-of-range', () => insert(wrong))
      expect(await context.session.all(sql`select * from ${table}`)).toStrictEqual([])
    },
  }),
  rule({
    id: 'sql.parameter.limit',
    title: 'a statement takes limits.parameters parameters and refuses one more with too-large',
    needs: ['sql'],
    timeout: 90_000,
    present: async (context) => {
      const table = sql.identifier(await context.table(idAndName))
      await context.session.run(sql`insert into ${table} values (1, 'a'), (2, 'b')`)
      const count = (parameters: number): Promise<unknown> =>
        context.session.first(
          sql`select count(*) as n from ${table} where id in ${sql.list(Array.from({ length: parameters }, (_, index) => index))}`.as(
            { n: integer() },
          ),
        )
      expect(await count(context.limits.parameters)).toStrictEqual({ n: 2 })
      await refusal('too-large', () => count(context.limits.parameters + 1))
    },
  }),
]
