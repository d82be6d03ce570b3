import { measureTable, type Measure } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../../rule.ts'
import { openWorkbench } from '../../../workbench.ts'
import { quick, randomRuns } from '../../random-runs.ts'
import { rewritten } from './changes.ts'
import { columns, fill, signature } from './rows.ts'

export const measureRules: readonly Rule[] = [
  rule({
    id: 'migrations.proof.measure',
    title:
      'measureTable() gives equal hashes for the same rows in any order, and different ones for any other rows',
    needs: ['sql'],
    timeout: 120_000,
    present: async (context) => {
      const bench = await openWorkbench(context)
      if (bench === undefined) return 'absent'
      const { ask, dialect } = bench
      const [one, other] = [await bench.table(columns), await bench.table(columns)]
      let differed = 0
      const done = await randomRuns(
        rewritten,
        async ({ before, after }) => {
          await fill(bench, one, before)
          await fill(bench, other, after)
          const measures = [await measureTable(ask, dialect, one), await measureTable(ask, dialect, other)]
          expect(measures.map(({ rows }) => rows)).toStrictEqual([before.length, after.length])
          const alike = sorted(before.map(signature)) === sorted(after.map(signature))
          expect(measures[0]!.hash === measures[1]!.hash).toBe(alike)
          if (!alike) differed += 1
        },
        { seed: context.suite.seed, runs: 150, milliseconds: quick },
      )
      expect(differed).toBeGreaterThan(done / 10)
    },
  }),
  rule({
    id: 'migrations.proof.columns',
    title:
      'measureTable() follows a column through a rebuild and a new name, and measures the named columns only',
    needs: ['sql'],
    present: async (context) => {
      const bench = await openWorkbench(context)
      if (bench === undefined) return 'absent'
      const { ask, dialect, run } = bench
      const former = await bench.table({ id: 'bigint', name: 'text', kind: 'text' })
      const rebuilt = await bench.table({ extra: 'text', id: 'bigint', title: 'text' })
      await run(`insert into ${dialect.table(former)} values (1, 'a', 'x'), (2, null, 'y'), (3, '', null)`)
      await run(
        `insert into ${dialect.table(rebuilt)} select 'new', id, name from ${dialect.table(former)} order by id desc`,
      )
      const measure = (table: string, ...names: string[]): Promise<Measure> =>
        measureTable(ask, dialect, table, names)
      const before = await measure(former, 'id', 'name')
      expect(await measure(rebuilt, 'id', 'title')).toStrictEqual(before)
      await run(`update ${dialect.table(rebuilt)} set extra = 'other'`)
      expect(await measure(rebuilt, 'id', 'title')).toStrictEqual(before)
      await run(`update ${dialect.table(rebuilt)} set title = '' where id = 2`)
      expect(await measure(rebuilt, 'id', 'title')).not.toStrictEqual(before)
      expect(await measure(former, 'name', 'kind')).not.toStrictEqual(await measure(former, 'kind', 'name'))
      await expect(measure(former, 'nothing')).rejects.toMatchObject({ code: 'no-column' })
      await expect(measure(context.name(), 'id')).rejects.toMatchObject({ code: 'no-table' })
    },
  }),
  rule({
    id: 'migrations.proof.cancelling',
    title:
      'measureTable() is not deceived by changes that cancel each other, in a table of thousands of rows',
    needs: ['sql'],
    present: async (context) => {
      const bench = await openWorkbench(context)
      if (bench === undefined) return 'absent'
      const { ask, dialect, run } = bench
      const name = await bench.table({ id: 'bigint', amount: 'bigint', note: 'text' })
      const table = dialect.table(name)
      const digits =
        'select 0 as d union all select 1 union all select 2 union all select 3 union all select 4'
      await run(
        `insert into ${table} select a.d + 5 * b.d + 25 * c.d + 125 * e.d + 625 * f.d, a.d + b.d, 'same' from (${digits}) a, (${digits}) b, (${digits}) c, (${digits}) e, (${digits}) f`,
      )
      const seen = new Set([(await measureTable(ask, dialect, name)).hash])
      const changed = async (text: string): Promise<void> => {
        await run(text)
        const { hash } = await measureTable(ask, dialect, name)
        expect(seen, text).not.toContain(hash)
        seen.add(hash)
      }
      // One gives what another gets.
      await changed(`update ${table} set amount = amount + case id when 10 then 1 when 20 then -1 else 0 end`)
      await changed(
        `update ${table} set id = case id when 1 then 2 when 2 then 1 else id end where id in (1, 2) and amount <> -1`,
      )
      await changed(`update ${table} set id = -id where id = 3000`)
      await changed(`update ${table} set note = null where id = 3`)
      await changed(`update ${table} set note = '' where id = 3`)
      await changed(`insert into ${table} select id, amount, note from ${table} where id in (5, 6)`)
      await changed(`delete from ${table} where id in (7, 8)`)
    },
  }),
]

const sorted = (texts: readonly string[]): string => JSON.stringify(texts.toSorted())
