import { bytes, integer, sql, text, type Bindable } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { hostileKeys } from '../key-value/keys.ts'

const columns = 'id integer primary key, name text'

const hostile: readonly string[] = [
  ...hostileKeys,
  '',
  "'); delete from users; --",
  "' or '1'='1",
  '$1 $2 ?1 ? :name @name {0} %s',
  'line\nline\r\nline\ttab',
  '\\N',
  '\\x41',
  'null',
  "E'\\047'",
  '{a,b}',
  'x'.repeat(100_000),
]

export const sqlParameters: readonly Rule[] = [
  rule({
    id: 'sql.parameter.hostile',
    title:
      'a text bound as a parameter is data: hostile ones are stored and found as they are, and run nothing',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(columns))
      for (const [id, name] of hostile.entries())
        await context.session.run(sql`insert into ${table} values (${id}, ${name})`)
      const rows = await context.session.all(sql`select name from ${table} order by id`.as({ name: text() }))
      expect(rows.map((row) => row.name)).toStrictEqual(hostile)
      for (const [id, name] of hostile.entries()) {
        expect(
          await context.session.first(sql`select id from ${table} where name = ${name} and id = ${id}`),
        ).toStrictEqual({ id })
      }
    },
  }),
  rule({
    id: 'sql.parameter.not-changed',
    title: 'empty text is not NULL, text keeps its Unicode form, and NULL is found by "is null" only',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(columns))
      await context.session.run(
        sql`insert into ${table} values (1, ${''}), (2, ${null}), (3, ${'e\u0301'}), (4, ${'\u00E9'}), (5, ${' '})`,
      )
      const ids = async (condition: ReturnType<typeof sql>): Promise<unknown[]> =>
        (await context.session.all(sql`select id from ${table} where ${condition} order by id`)).map(
          (row) => row['id'],
        )
      expect(await ids(sql`name = ${''}`)).toStrictEqual([1])
      expect(await ids(sql`name is null`)).toStrictEqual([2])
      expect(await ids(sql`name = ${'\u00E9'}`)).toStrictEqual([4])
      expect(await ids(sql`name <> ${''}`)).toStrictEqual([3, 4, 5])
    },
  }),
  rule({
    id: 'sql.parameter.refused',
    title: 'a parameter that an engine would change or cannot hold is refused before anything is sent',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(columns))
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
      for (const wrong of [2 ** 53, -(2 ** 60), 1e300, 2n ** 63n, -(2n ** 63n) - 1n])
        await refusal('out-of-range', () => insert(wrong))
      expect(await context.session.all(sql`select * from ${table}`)).toStrictEqual([])
    },
  }),
  rule({
    id: 'sql.parameter.copied',
    title: 'bytes and dates are bound as they were at the call, and a view as the part that it shows',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('id integer primary key, data bytea'))
      const whole = new Uint8Array([1, 2, 3, 4, 5])
      const pending = context.session.run(sql`insert into ${table} values (1, ${whole.subarray(1, 4)})`)
      whole.fill(9)
      await pending
      const read = async (): Promise<Uint8Array | undefined> =>
        (await context.session.first(sql`select data from ${table}`.as({ data: bytes() })))?.data
      const first = await read()
      expect([...(first ?? [])]).toStrictEqual([2, 3, 4])
      first?.fill(7)
      expect([...((await read()) ?? [])]).toStrictEqual([2, 3, 4])
    },
  }),
  rule({
    id: 'sql.list',
    title: 'sql.list() makes a list for "in"; an empty one matches nothing, and "not in" it everything',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(columns))
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
    id: 'sql.parameter.limit',
    title: 'a statement takes limits.parameters parameters and refuses one more with too-large',
    needs: ['sql'],
    timeout: 90_000,
    present: async (context) => {
      const table = sql.identifier(await context.table(columns))
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
  rule({
    id: 'sql.fragments',
    title: 'sql fragments nest, join and keep their parameters in order',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(columns))
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
    id: 'sql.identifier',
    title: 'sql.identifier() quotes hostile and reserved names of tables and columns',
    needs: ['sql'],
    present: async (context) => {
      const names = [
        'select',
        'Table',
        'with space',
        'a"b',
        "a'b",
        'a.b',
        'ключ',
        '😀',
        '%',
        '$1',
        '?',
        'a;drop',
        '"',
        'null',
        'x'.repeat(context.limits.nameBytes),
      ]
      for (const column of names) {
        const table = sql.identifier(context.name())
        await context.session.run(sql`create table ${table} (${sql.identifier(column)} integer)`)
        context.after(() => context.session.run(sql`drop table ${table}`))
        await context.session.run(sql`insert into ${table} (${sql.identifier(column)}) values (${5})`)
        expect(await context.session.all(sql`select ${sql.identifier(column)} from ${table}`)).toStrictEqual([
          { [column]: 5 },
        ])
      }
      const hostileTable = sql.identifier(`a "b'; ${context.name()}`)
      await context.session.run(sql`create table ${hostileTable} (id integer)`)
      context.after(() => context.session.run(sql`drop table ${hostileTable}`))
      expect(await context.session.all(sql`select ${hostileTable}.id from ${hostileTable}`)).toStrictEqual([])
    },
  }),
  rule({
    id: 'sql.identifier.refused',
    title: 'sql.identifier() refuses what is no name: misuse when empty, too-large beyond limits.nameBytes',
    needs: ['sql'],
    present: async (context) => {
      await context.session.all(sql`select 1 as one`)
      await misuse(() => sql.identifier(''))
      await misuse(() => sql.identifier())
      await misuse(() => sql.identifier(5 as unknown as string))
      await refusal('invalid-value', () => sql.identifier('a\u0000b'))
      await refusal('too-large', () => sql.identifier('x'.repeat(context.limits.nameBytes + 1)))
    },
  }),
  rule({
    id: 'sql.json-parameter',
    title: 'sql.json() binds JSON text that reads back as the same value',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(columns))
      const value = { a: [1, null, 'é😀', { "'": '"' }], b: -1.5 }
      await context.session.run(sql`insert into ${table} values (1, ${sql.json(value)})`)
      const row = await context.session.first(sql`select name from ${table}`.as({ name: text() }))
      expect(JSON.parse(row?.name ?? '')).toStrictEqual(value)
      await refusal('invalid-value', () => sql.json({ a: undefined }))
    },
  }),
]
