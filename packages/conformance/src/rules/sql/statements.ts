import { sql } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { idAndName } from './id-and-name.ts'

export const sqlStatements: readonly Rule[] = [
  rule({
    id: 'sql.all.rows',
    title: 'all() gives every row as an object by column name, in the order of the statement',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(idAndName))
      expect(await context.session.all(sql`select id, name from ${table}`)).toStrictEqual([])
      await context.session.run(sql`insert into ${table} values (2, 'b'), (1, ${'a'}), (3, null)`)
      expect(await context.session.all(sql`select id, name from ${table} order by id desc`)).toStrictEqual([
        { id: 3, name: null },
        { id: 2, name: 'b' },
        { id: 1, name: 'a' },
      ])
    },
  }),
  rule({
    id: 'sql.first.row',
    title: 'first() gives the first row, or undefined',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(idAndName))
      expect(await context.session.first(sql`select id from ${table}`)).toBeUndefined()
      await context.session.run(sql`insert into ${table} values (2, 'b'), (1, 'a')`)
      expect(await context.session.first(sql`select id from ${table} order by id`)).toStrictEqual({ id: 1 })
    },
  }),
  rule({
    id: 'sql.autocommit',
    title: 'run() outside a transaction commits by itself, and a failed statement leaves nothing',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(idAndName))
      await refusal('duplicate', () =>
        context.session.run(sql`insert into ${table} values (1, 'a'), (2, 'b'), (1, 'c')`),
      )
      expect(await context.session.all(sql`select id from ${table}`)).toStrictEqual([])
      await context.session.run(sql`insert into ${table} values (1, 'a')`)
      expect(await context.session.all(sql`select id from ${table}`)).toStrictEqual([{ id: 1 }])
    },
  }),
  rule({
    id: 'sql.trailing',
    title: 'a statement may end with a semicolon, a comment and white space',
    needs: ['sql'],
    present: async (context) => {
      expect(
        await context.session.all(sql`  /* a; b */ select 1 as one ; -- and; this${sql.raw('\n')}`),
      ).toStrictEqual([{ one: 1 }])
    },
  }),
  rule({
    id: 'sql.concurrent',
    title: 'statements of fifty concurrent callers each get their own answer',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(idAndName))
      const caller = async (id: number): Promise<unknown> => {
        await context.session.run(sql`insert into ${table} values (${id}, ${`name ${id}`})`)
        return (await context.session.first(sql`select name from ${table} where id = ${id}`))?.['name']
      }
      const ids = Array.from({ length: 50 }, (_, id) => id)
      expect(await Promise.all(ids.map(caller))).toStrictEqual(ids.map((id) => `name ${id}`))
    },
  }),
]
