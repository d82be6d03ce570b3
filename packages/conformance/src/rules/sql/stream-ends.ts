import { sql } from '@holdfast/core'
import { expect } from 'vitest'
import { collect, failureOf, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { numbers } from './many-rows.ts'

export const sqlStreamEnds: readonly Rule[] = [
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
