import { bytes, sql, text } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { hostileKeys } from '../key-value/hostile-keys.ts'
import { idAndName } from './id-and-name.ts'

const hostileTexts: readonly string[] = [
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
      const table = sql.identifier(await context.table(idAndName))
      for (const [id, name] of hostileTexts.entries())
        await context.session.run(sql`insert into ${table} values (${id}, ${name})`)
      const rows = await context.session.all(sql`select name from ${table} order by id`.as({ name: text() }))
      expect(rows.map((row) => row.name)).toStrictEqual(hostileTexts)
      for (const [id, name] of hostileTexts.entries()) {
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
      const table = sql.identifier(await context.table(idAndName))
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
]
