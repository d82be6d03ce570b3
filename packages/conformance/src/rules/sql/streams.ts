import { integer, sql } from '@holdfast/core'
import { expect } from 'vitest'
import { collect, failureOf, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { longTexts, numbers } from './many-rows.ts'

export const sqlStreams: readonly Rule[] = [
  rule({
    id: 'sql.stream.rows',
    title: 'stream() gives every row in order, whatever the chunk',
    needs: ['sql'],
    present: async (context) => {
      expect(await collect(context.session.stream(sql`select 1 as one where 1 = 0`))).toStrictEqual([])
      for (const chunk of [1, 7, 100, 5_000]) {
        const rows = await collect(context.session.stream(numbers(1_000), { chunk }))
        expect(rows.map((row) => row.n)).toStrictEqual(Array.from({ length: 1_000 }, (_, index) => index + 1))
      }
      expect(await collect(context.session.stream(numbers(1_501)))).toHaveLength(1_501)
    },
  }),
  rule({
    id: 'sql.stream.flat',
    title: 'stream() reads 200 MB of rows in flat memory',
    needs: ['sql'],
    timeout: 90_000,
    present: async (context) => {
      const start = process.memoryUsage().heapUsed
      let rows = 0
      let peak = 0
      for await (const row of context.session.stream(longTexts(2_000))) {
        rows += row.v.length > 2_000 ? 1 : 0
        if (rows % 5_000 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed - start)
      }
      expect(rows).toBe(100_000)
      expect(peak).toBeLessThan(120 * 2 ** 20)
    },
  }),
  rule({
    id: 'sql.stream.early-break',
    title: 'stream() that is left early, many times, frees its connection',
    needs: ['sql'],
    present: async (context) => {
      for (let round = 0; round < 30; round += 1) {
        let seen = 0
        for await (const row of context.session.stream(numbers(10_000), { chunk: 10 }))
          if ((seen = row.n) === 15) break
        expect(seen).toBe(15)
      }
      await context.store().set('k', 1)
      expect(await context.session.all(sql`select 1 as one`)).toStrictEqual([{ one: 1 }])
    },
  }),
  rule({
    id: 'sql.stream.thrown',
    title: 'an error thrown in the loop over stream() passes through and frees the connection',
    needs: ['sql'],
    present: async (context) => {
      const thrown = new Error('mine')
      expect(await collect(context.session.stream(numbers(1)))).toStrictEqual([{ n: 1 }])
      for (let round = 0; round < 15; round += 1) {
        const loop = async (): Promise<void> => {
          for await (const row of context.session.stream(numbers(5_000), { chunk: 10 }))
            if (row.n === 12) throw thrown
        }
        expect(await failureOf(loop)).toBe(thrown)
      }
      expect(await context.session.first(sql`select 1 as one`)).toStrictEqual({ one: 1 })
    },
  }),
  rule({
    id: 'sql.stream.errors',
    title: 'stream() throws what the engine answers as a typed error, at the first row or in the middle',
    needs: ['sql'],
    present: async (context) => {
      const missing = sql.identifier(context.name())
      await refusal('no-table', () => collect(context.session.stream(sql`select * from ${missing}`)))
      await refusal('syntax', () => collect(context.session.stream(sql`selec 1`)))
      const table = sql.identifier(await context.table('id integer primary key, v bigint'))
      await context.session.run(sql`insert into ${table} values (1, 1), (2, 2), (3, ${2n ** 60n}), (4, 4)`)
      const seen: unknown[] = []
      const loop = async (): Promise<void> => {
        for await (const row of context.session.stream(sql`select v from ${table} order by id`, { chunk: 1 }))
          seen.push(row['v'])
      }
      await refusal('out-of-range', loop)
      expect(seen).toStrictEqual([1, 2])
      expect(await context.session.first(sql`select 1 as one`)).toStrictEqual({ one: 1 })
    },
  }),
  rule({
    id: 'sql.stream.several',
    title: 'several streams are read side by side, with other work between',
    needs: ['sql'],
    present: async (context) => {
      const read = async (): Promise<number> => {
        let sum = 0
        for await (const row of context.session.stream(numbers(300), { chunk: 20 })) {
          sum += row.n
          if (row.n % 100 === 0) await context.store().increment('k')
        }
        return sum
      }
      // As many as the smallest pool holds beside the writes between them.
      expect(await Promise.all([read(), read()])).toStrictEqual([45_150, 45_150])
      expect(await context.store().get('k')).toBe(6)
    },
  }),
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
  rule({
    id: 'sql.stream.abort',
    title:
      'stream({ signal }) throws cancelled between rows once the signal aborts, and frees the connection',
    needs: ['sql'],
    present: async (context) => {
      for (let round = 0; round < 10; round += 1) {
        const abort = new AbortController()
        let seen = 0
        const loop = async (): Promise<void> => {
          for await (const row of context.session.stream(numbers(100_000), {
            chunk: 10,
            signal: abort.signal,
          })) {
            seen = row.n
            if (seen === 25) abort.abort()
          }
        }
        await refusal('cancelled', loop)
        expect(seen).toBeLessThan(200)
      }
      await refusal('cancelled', () =>
        collect(context.session.stream(numbers(10), { signal: AbortSignal.abort() })),
      )
      expect(await context.session.first(sql`select 1 as one`)).toStrictEqual({ one: 1 })
    },
  }),
]
