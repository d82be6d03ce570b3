import { compareStock, retakeStock, takeStock } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../../rule.ts'
import { openWorkbench } from '../../../workbench.ts'

export const stockRules: readonly Rule[] = [
  rule({
    id: 'migrations.proof.stock',
    title:
      'compareStock() names every table whose rows, values or columns changed although nobody declared it',
    needs: ['sql'],
    present: async (context) => {
      const bench = await openWorkbench(context)
      if (bench === undefined) return 'absent'
      const { ask, dialect, run } = bench
      const make = async (): Promise<string> => {
        const table = await bench.table({ id: 'bigint', a: 'text', b: 'text' })
        await run(`insert into ${dialect.table(table)} values (1, 'x', 'y'), (2, 'x', 'z')`)
        return table
      }
      const [kept, gone, fewer, other, narrower, whole, partly, wrongly] = [
        await make(),
        await make(),
        await make(),
        await make(),
        await make(),
        await make(),
        await make(),
        await make(),
      ]
      const tables = [kept, gone, fewer, other, narrower, whole, partly, wrongly]
      const declared = [
        { table: whole },
        { table: partly, columns: ['b'] },
        { table: wrongly, columns: ['b'] },
      ]
      const before = await takeStock(ask, dialect, tables, declared)
      expect(compareStock(before, await retakeStock(ask, dialect, before))).toStrictEqual([])
      const at = dialect.table
      await run(`alter table ${at(kept)} add column c bigint`)
      await run(`drop table ${at(gone)}`)
      await run(`delete from ${at(fewer)} where id = 2`)
      await run(`update ${at(other)} set a = 'changed' where id = 2`)
      await run(`alter table ${at(narrower)} drop column b`)
      await run(`drop table ${at(whole)}`)
      await run(`update ${at(partly)} set b = 'changed'`)
      await run(`update ${at(wrongly)} set a = 'changed'`)
      const rows = { rowsBefore: 2, rowsAfter: 2 }
      expect(compareStock(before, await retakeStock(ask, dialect, before), declared)).toStrictEqual([
        { table: gone, what: 'gone', rowsBefore: 2, rowsAfter: 0 },
        { table: fewer, what: 'rows', rowsBefore: 2, rowsAfter: 1 },
        { table: other, what: 'content', ...rows },
        { table: narrower, what: 'columns', ...rows, columns: ['b'] },
        { table: wrongly, what: 'content', ...rows },
      ])
    },
  }),
  rule({
    id: 'migrations.proof.renames',
    title: 'retakeStock() finds tables and columns under the names that they were given',
    needs: ['sql'],
    present: async (context) => {
      const bench = await openWorkbench(context)
      if (bench === undefined) return 'absent'
      const { ask, dialect, run } = bench
      const former = await bench.table({ id: 'bigint', a: 'text' })
      const now = await bench.table({ a: 'bigint' })
      await run(`insert into ${dialect.table(former)} values (1, 'x'), (2, null)`)
      const before = await takeStock(ask, dialect, [former])
      await run(`drop table ${dialect.table(now)}`)
      await run(`alter table ${dialect.table(former)} rename column a to title`)
      await run(`alter table ${dialect.table(former)} rename to ${dialect.quote(now)}`)
      const renames = { tables: { [former]: now }, columns: { [former]: { a: 'title' } } }
      expect(compareStock(before, await retakeStock(ask, dialect, before, renames))).toStrictEqual([])
      expect(compareStock(before, await retakeStock(ask, dialect, before))).toMatchObject([{ what: 'gone' }])
      await run(`update ${dialect.table(now)} set title = 'y' where id = 1`)
      expect(compareStock(before, await retakeStock(ask, dialect, before, renames))).toMatchObject([
        { table: former, what: 'content' },
      ])
    },
  }),
]
