import { integer, sql, text, type Bindable, type SqlBackend } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { idAndName } from './id-and-name.ts'

/** How the engine writes a parameter: a finished text holds that already. */
const spelling = async ({ suite }: Context): Promise<(position: number) => string> => {
  const { definition } = (await suite.place.backend()) as Partial<SqlBackend>
  return definition?.dialect.placeholder ?? ((position) => `$${position}`)
}

export const sqlCompiled: readonly Rule[] = [
  rule({
    id: 'sql.compiled',
    title: 'sql.compiled() runs a finished text with its parameters in order, as often as it comes',
    needs: ['sql'],
    present: async (context) => {
      const table = await context.table(idAndName)
      const at = await spelling(context)
      const insert = `insert into ${table} values (${at(1)}, ${at(2)})`
      for (const [id, name] of [
        [1, "Robert'); drop table students;--"],
        [2, '$1 ?1 ? :name'],
      ] as const)
        expect(await context.session.run(sql.compiled(insert, [id, name]))).toStrictEqual({ affected: 1 })
      const select = `select id, name from ${table} where id >= ${at(1)} and name <> ${at(2)} order by id`
      const found = sql.compiled(select, [2, 'nobody'])
      expect(await context.session.all(found)).toStrictEqual([{ id: 2, name: '$1 ?1 ? :name' }])
      await context.session.transaction(async (tx) => {
        expect(await tx.first(found.as({ id: integer(), name: text() }))).toMatchObject({ id: 2 })
      })
    },
  }),
  rule({
    id: 'sql.compiled.refused',
    title:
      'sql.compiled() checks its parameters as the tag does, ends no transaction, and is no part of another statement',
    needs: ['sql'],
    present: async (context) => {
      const table = await context.table(idAndName)
      const at = await spelling(context)
      const insert = (name: unknown): Promise<unknown> =>
        context.session.run(sql.compiled(`insert into ${table} values (1, ${at(1)})`, [name as Bindable]))
      for (const wrong of ['a\u0000', '\uD800', Number.NaN, -0])
        await refusal('invalid-value', () => insert(wrong))
      await refusal('out-of-range', () => insert(2n ** 64n))
      for (const wrong of [undefined, {}, [1]]) await misuse(() => insert(wrong))
      await misuse(() => context.session.run(sql.compiled('commit')))
      await misuse(() => sql`select (${sql.compiled('select 1')})`)
      expect(await context.session.all(sql.compiled(`select * from ${table}`))).toStrictEqual([])
    },
  }),
]
