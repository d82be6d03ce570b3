import { bigint, integer, json, sql, text, timestamp } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const sqlPortableValues: readonly Rule[] = [
  rule({
    id: 'sql.value.json',
    title: 'a text column read as json() gives the value',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('id integer primary key, v text'))
      const values = [null, 0, '', 'text', [], {}, { a: [1, { b: null }] }, true, -1.5e-7]
      for (const [id, value] of values.entries())
        await context.session.run(sql`insert into ${table} values (${id}, ${sql.json(value)})`)
      const rows = await context.session.all(sql`select v from ${table} order by id`.as({ v: json() }))
      expect(rows.map((row) => row.v)).toStrictEqual(values)
    },
  }),
  rule({
    id: 'sql.value.aggregates',
    title:
      'count(*), sum, min and max of whole numbers are read as integer() and bigint() whatever type the engine gives them',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('v bigint'))
      const query = sql`select count(*) as n, sum(v) as s, max(v) as m from ${table}`
      expect(
        await context.session.first(
          query.as({ n: integer(), s: integer().nullable(), m: integer().nullable() }),
        ),
      ).toStrictEqual({ n: 0, s: null, m: null })
      await context.session.run(sql`insert into ${table} values (1), (2), (39)`)
      expect(
        await context.session.first(query.as({ n: integer(), s: integer(), m: integer() })),
      ).toStrictEqual({ n: 3, s: 42, m: 39 })
      expect(await context.session.first(query.as({ n: bigint(), s: bigint(), m: bigint() }))).toStrictEqual({
        n: 3n,
        s: 42n,
        m: 39n,
      })
      expect((await context.session.first(sql`select count(*) as n from ${table}`))?.['n']).toBe(3)
    },
  }),
  rule({
    id: 'sql.value.order',
    title: 'text columns compare and sort as UTF-8 bytes',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('v text'))
      const words = ['a', 'B', 'é', 'z', '_', '😀', '\uFFFF', 'Z', 'aa', 'a b']
      for (const word of context.random.shuffle(words))
        await context.session.run(sql`insert into ${table} values (${word})`)
      const sorted = words.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)))
      const rows = await context.session.all(sql`select v from ${table} order by v`.as({ v: text() }))
      expect(rows.map((row) => row.v)).toStrictEqual(sorted)
    },
  }),
  rule({
    id: 'sql.value.time-zone',
    title: 'an instant is the same whatever the time zone of the process',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('id integer primary key, v timestamptz'))
      const before = process.env['TZ']
      context.after(() => {
        if (before === undefined) delete process.env['TZ']
        else process.env['TZ'] = before
      })
      const at = new Date('2024-07-01T12:00:00.123Z')
      for (const [id, zone] of ['UTC', 'America/New_York', 'Asia/Kathmandu'].entries()) {
        process.env['TZ'] = zone
        await context.session.run(sql`insert into ${table} values (${id}, ${at})`)
        const rows = await context.session.all(sql`select v from ${table}`.as({ v: timestamp() }))
        expect(rows.map((row) => row.v.getTime())).toStrictEqual(
          Array.from({ length: id + 1 }, () => at.getTime()),
        )
      }
    },
  }),
]
