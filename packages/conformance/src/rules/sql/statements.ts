import { integer, sql, text, type Row, type SqlQuery } from '@holdfast/core'
import { expect } from 'vitest'
import { failureOf, iterate, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const columns = 'id integer primary key, name text'

export const sqlStatements: readonly Rule[] = [
  rule({
    id: 'sql.run.affected',
    title: 'run() gives the rows inserted, matched by an update, and deleted',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(columns))
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
    id: 'sql.all.rows',
    title: 'all() gives every row as an object by column name, in the order of the statement',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(columns))
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
      const table = sql.identifier(await context.table(columns))
      expect(await context.session.first(sql`select id from ${table}`)).toBeUndefined()
      await context.session.run(sql`insert into ${table} values (2, 'b'), (1, 'a')`)
      expect(await context.session.first(sql`select id from ${table} order by id`)).toStrictEqual({ id: 1 })
    },
  }),
  rule({
    id: 'sql.returning',
    title: 'all() gives the rows of insert … returning, and the statement has its effect once',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(columns))
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
      const table = sql.identifier(await context.table(columns))
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
  rule({
    id: 'sql.autocommit',
    title: 'run() outside a transaction commits by itself, and a failed statement leaves nothing',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(columns))
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
      const table = sql.identifier(await context.table(columns))
      const caller = async (id: number): Promise<unknown> => {
        await context.session.run(sql`insert into ${table} values (${id}, ${`name ${id}`})`)
        return (await context.session.first(sql`select name from ${table} where id = ${id}`))?.['name']
      }
      const ids = Array.from({ length: 50 }, (_, id) => id)
      expect(await Promise.all(ids.map(caller))).toStrictEqual(ids.map((id) => `name ${id}`))
    },
  }),
  rule({
    id: 'sql.plain-string',
    title:
      'all(), first(), run() and stream() refuse a plain string and anything that the sql tag did not make',
    needs: ['sql'],
    present: async (context) => {
      const table = await context.table(columns)
      const forged = { parts: [{ text: `drop table ${table}` }], columns: undefined, as: () => forged }
      for (const wrong of [
        `drop table ${table}`,
        undefined,
        null,
        5,
        {},
        forged,
        ['x'],
        () => 'x',
      ] as unknown as SqlQuery<Row>[]) {
        await misuse(() => context.session.all(wrong))
        await misuse(() => context.session.first(wrong))
        await misuse(() => context.session.run(wrong))
        await misuse(() => iterate(context.session.stream(wrong)).next())
      }
      await misuse(() => (sql as unknown as (text: string) => unknown)(`drop table ${table}`))
      expect(await context.session.all(sql`select * from ${sql.identifier(table)}`)).toStrictEqual([])
    },
    absent: async (context) => {
      for (const call of ['all', 'first', 'run'] as const)
        await refusal('unsupported', () => context.session[call](sql`select 1 as one`))
      await refusal('unsupported', () =>
        iterate(context.session
          .stream(sql`select 1 as one`))
          .next(),
      )
      await refusal('unsupported', () => context.session.bulkInsert('t', [{ a: 1 }]))
    },
  }),
  rule({
    id: 'sql.bad-options',
    title: 'all() and stream() refuse a bad option as misuse',
    needs: ['sql'],
    present: async (context) => {
      const query = sql`select 1 as one`
      for (const wrong of [
        { timeout: -1 },
        { timeout: '5' },
        { time: 5 },
        { timeout: Number.NaN },
      ] as object[]) {
        await misuse(() => context.session.all(query, wrong))
        await misuse(() => iterate(context.session.stream(query, wrong)).next())
      }
      for (const chunk of [0, -1, 1.5, '5'] as number[])
        await misuse(() => iterate(context.session.stream(query, { chunk })).next())
      expect(await context.session.all(query)).toStrictEqual([{ one: 1 }])
    },
  }),
  rule({
    id: 'sql.transaction-control',
    title:
      'raw SQL refuses BEGIN, COMMIT, ROLLBACK, SAVEPOINT and their kin as misuse, inside and outside a transaction',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(columns))
      const words = [
        'begin',
        'BEGIN IMMEDIATE',
        'start transaction',
        ' commit',
        '/* x */ end',
        '-- x\nrollback',
        'savepoint a',
        'release a',
        ';commit',
        'ABORT',
      ]
      for (const word of words) await misuse(() => context.session.run(sql.raw(word)))
      await context.session
        .transaction(async (tx) => {
          await tx.run(sql`insert into ${table} values (1, 'a')`)
          for (const word of words) await misuse(() => tx.run(sql.raw(word)))
          throw new Error('roll back')
        })
        .catch(() => undefined)
      expect(await context.session.all(sql`select id from ${table}`)).toStrictEqual([])
    },
  }),
  rule({
    id: 'sql.several-statements',
    title: 'a text with several statements is refused with syntax, and none of them runs',
    needs: ['sql'],
    present: async (context) => {
      const name = await context.table(columns)
      const table = sql.identifier(name)
      await context.session.run(sql`insert into ${table} values (1, 'a')`)
      for (const text of [
        `delete from "${name}"; select 1`,
        `select 1; drop table "${name}"`,
        `select 1; commit; select 2`,
      ]) {
        await refusal('syntax', () => context.session.run(sql.raw(text)))
        await refusal('syntax', () => context.session.all(sql.raw(text)))
      }
      const inTransaction = context.session.transaction(async (tx) => {
        await tx.run(sql`insert into ${table} values (2, 'b')`)
        await tx.run(sql.raw(`delete from "${name}"; commit`))
      })
      expect((await failureOf(() => inTransaction)) as { code?: string }).toHaveProperty('code', 'syntax')
      expect(await context.session.all(sql`select id from ${table}`)).toStrictEqual([{ id: 1 }])
    },
  }),
  rule({
    id: 'sql.empty',
    title: 'an empty statement is refused with syntax',
    needs: ['sql'],
    present: async (context) => {
      expect(await context.session.all(sql`select 1 as one`)).toStrictEqual([{ one: 1 }])
      for (const text of ['', ' ', '-- only a comment', ';'])
        await refusal('syntax', () => context.session.run(sql.raw(text)))
    },
  }),
]
