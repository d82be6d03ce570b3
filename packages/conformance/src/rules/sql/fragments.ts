import { sql, text, type Bindable } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { idAndName } from './id-and-name.ts'

export const sqlFragments: readonly Rule[] = [
  rule({
    id: 'sql.list',
    title: 'sql.list() makes a list for "in"; an empty one matches nothing, and "not in" it everything',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(idAndName))
      await context.session.run(sql`insert into ${table} values (1, 'a'), (2, 'b'), (3, 'c')`)
      const ids = async (values: readonly Bindable[], isNot = false): Promise<unknown[]> =>
        (
          await context.session.all(
            sql`select id from ${table} where id ${isNot ? sql`not in` : sql`in`} ${sql.list(values)} order by id`,
          )
        ).map((row) => row['id'])
      expect(await ids([1, 3, 9])).toStrictEqual([1, 3])
      expect(await ids([2])).toStrictEqual([2])
      expect(await ids([])).toStrictEqual([])
      expect(await ids([], true)).toStrictEqual([1, 2, 3])
      expect(await ids([1, 2], true)).toStrictEqual([3])
      await misuse(() => sql.list('ab' as unknown as []))
    },
  }),
  rule({
    id: 'sql.fragments',
    title: 'sql fragments nest, join and keep their parameters in order',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(idAndName))
      const rows = [sql`(${1}, ${'a'})`, sql`(${2}, ${'b'})`, sql`(${3}, ${'c'})`]
      await context.session.run(sql`insert into ${table} values ${sql.join(rows)}`)
      const newer = sql`id > ${1}`
      const condition = sql.join([newer, sql`(name = ${'b'} or ${sql`name = ${'zz'}`})`], sql` and `)
      expect(
        await context.session.all(sql`select id from ${table} where ${condition} and id < ${3}`),
      ).toStrictEqual([{ id: 2 }])
      expect(
        await context.session.all(sql`select id from ${table} where ${newer} order by id`),
      ).toStrictEqual([{ id: 2 }, { id: 3 }])
      await misuse(() => sql.join(['a' as never]))
    },
  }),
  rule({
    id: 'sql.json-parameter',
    title: 'sql.json() binds JSON text that reads back as the same value',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(idAndName))
      const value = { a: [1, null, 'é😀', { "'": '"' }], b: -1.5 }
      await context.session.run(sql`insert into ${table} values (1, ${sql.json(value)})`)
      const row = await context.session.first(sql`select name from ${table}`.as({ name: text() }))
      expect(JSON.parse(row?.name ?? '')).toStrictEqual(value)
      await refusal('invalid-value', () => sql.json({ a: undefined }))
    },
  }),
]
