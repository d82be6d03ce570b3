import { integer, sql } from '@holdfast/core'
import { expect } from 'vitest'
import { collect } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { numbers } from './many-rows.ts'

export const sqlStreamSnapshots: readonly Rule[] = [
  rule({
    id: 'sql.stream.in-transaction',
    title:
      'tx.stream() sees the transaction’s own writes, and the transaction goes on after it, also when it is left early',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('id integer primary key'))
      await context.session.transaction(async (tx) => {
        await tx.run(sql`insert into ${table} values (1), (2), (3)`)
        const ids: unknown[] = []
        for await (const row of tx.stream(sql`select id from ${table} order by id`, { chunk: 1 }))
          ids.push(row['id'])
        expect(ids).toStrictEqual([1, 2, 3])
        for await (const _ of tx.stream(sql`select id from ${table} order by id`, { chunk: 1 })) break
        await tx.run(sql`insert into ${table} values (4)`)
      })
      expect(
        await context.session.first(sql`select count(*) as n from ${table}`.as({ n: integer() })),
      ).toStrictEqual({ n: 4 })
    },
  }),
  rule({
    id: 'sql.stream.snapshot',
    title: 'stream() shows the rows of one moment, whatever is written while it is read',
    needs: ['sql', 'persistent'],
    present: async (context) => {
      const table = sql.identifier(await context.table('id integer primary key, v integer'))
      const rows = Array.from({ length: 200 }, (_, id) => sql`(${id}, 0)`)
      await context.session.run(sql`insert into ${table} values ${sql.join(rows)}`)
      const seen: unknown[] = []
      for await (const row of context.session.stream(sql`select id, v from ${table} order by id`, {
        chunk: 10,
      })) {
        seen.push(row['v'])
        if (row['id'] === 20) {
          await context.session.run(sql`update ${table} set v = 1`)
          await context.session.run(sql`insert into ${table} values (1000, 1)`)
        }
      }
      expect(seen).toStrictEqual(Array.from({ length: 200 }, () => 0))
    },
    absent: async (context) => {
      // There one connection may serve everything.
      expect(await collect(context.session.stream(numbers(600), { chunk: 50 }))).toHaveLength(600)
    },
  }),
]
