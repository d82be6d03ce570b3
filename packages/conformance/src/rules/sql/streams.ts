import { sql } from '@holdfast/core'
import { expect } from 'vitest'
import { collect } from '../../failures.ts'
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
]
