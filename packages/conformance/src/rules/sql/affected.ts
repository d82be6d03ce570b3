import { integer, sql, text } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { idAndName } from './id-and-name.ts'

export const sqlAffected: readonly Rule[] = [
  rule({
    id: 'sql.run.affected',
    title: 'run() gives the rows inserted, matched by an update, and deleted',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(idAndName))
      const { session } = context
      expect(
        await session.run(sql`insert into ${table} (id, name) values (1, 'a'), (2, 'b'), (3, 'c')`),
      ).toStrictEqual({ affected: 3 })
      expect((await session.run(sql`update ${table} set name = name where id <= ${2}`)).affected).toBe(2)
      expect((await session.run(sql`update ${table} set name = 'x' where id = ${9}`)).affected).toBe(0)
      expect((await session.run(sql`delete from ${table} where id > ${1}`)).affected).toBe(2)
      expect((await session.run(sql`delete from ${table} where id > ${1}`)).affected).toBe(0)
    },
  }),
  rule({
    id: 'sql.run.affected-none',
    title: 'run() of a statement that changes no rows gives 0',
    needs: ['sql'],
    present: async (context) => {
      const name = context.name()
      expect(
        (await context.session.run(sql`create table ${sql.identifier(name)} (id integer)`)).affected,
      ).toBe(0)
      await context.session.run(sql`insert into ${sql.identifier(name)} values (1), (2)`)
      expect((await context.session.run(sql`select * from ${sql.identifier(name)}`)).affected).toBe(0)
      expect((await context.session.run(sql`drop table ${sql.identifier(name)}`)).affected).toBe(0)
    },
  }),
  rule({
    id: 'sql.returning',
    title: 'all() gives the rows of insert … returning, and the statement has its effect once',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(idAndName))
      const query = sql`insert into ${table} values (1, ${'a'}), (2, 'b') returning id, name`.as({
        id: integer(),
        name: text(),
      })
      expect(await context.session.all(query)).toStrictEqual([
        { id: 1, name: 'a' },
        { id: 2, name: 'b' },
      ])
      const changed = await context.session.first(
        sql`update ${table} set name = 'c' where id = 1 returning name`,
      )
      expect(changed).toStrictEqual({ name: 'c' })
      expect(
        await context.session.first(sql`select count(*) as n from ${table}`.as({ n: integer() })),
      ).toStrictEqual({ n: 2 })
    },
  }),
  rule({
    id: 'sql.upsert',
    title: 'run() takes insert … on conflict do update and do nothing',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(idAndName))
      await context.session.run(sql`insert into ${table} values (1, 'a')`)
      await context.session.run(
        sql`insert into ${table} values (1, 'b') on conflict (id) do update set name = excluded.name`,
      )
      await context.session.run(sql`insert into ${table} values (1, 'c') on conflict do nothing`)
      expect(await context.session.all(sql`select id, name from ${table}`)).toStrictEqual([
        { id: 1, name: 'b' },
      ])
    },
  }),
]
