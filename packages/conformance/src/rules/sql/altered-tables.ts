import { sql } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const sqlAlteredTables: readonly Rule[] = [
  rule({
    id: 'sql.statement-cache.alter',
    title: 'a statement that ran before goes on working after its table was changed by another handle',
    needs: ['sql', 'persistent'],
    present: async (context) => {
      const other = await context.open()
      const table = sql.identifier(await context.table('id integer primary key, v integer'))
      await context.session.run(sql`insert into ${table} values (1, 5)`)
      const read = (): Promise<unknown> => context.session.all(sql`select * from ${table}`)
      for (let round = 0; round < 3; round += 1) expect(await read()).toStrictEqual([{ id: 1, v: 5 }])
      await other.run(sql`alter table ${table} add column w integer`)
      expect(await read()).toStrictEqual([{ id: 1, v: 5, w: null }])
      await other.run(sql`alter table ${table} drop column v`)
      expect(await read()).toStrictEqual([{ id: 1, w: null }])
    },
    absent: async (context) => {
      const table = sql.identifier(await context.table('id integer primary key'))
      await context.session.all(sql`select * from ${table}`)
      await context.session.run(sql`alter table ${table} add column w integer`)
      await context.session.run(sql`insert into ${table} values (1, 2)`)
      expect(await context.session.all(sql`select * from ${table}`)).toStrictEqual([{ id: 1, w: 2 }])
    },
  }),
]
