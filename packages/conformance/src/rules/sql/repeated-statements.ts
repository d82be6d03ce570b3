import { integer, sql } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

/** A plan that is kept must not keep what was true of the data when it was made. */
export const repeatedStatements: readonly Rule[] = [
  rule({
    id: 'sql.repeated.later-rows',
    title: 'first() of a statement that was run before a table had rows, nulls or larger values sees them',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('v integer'))
      const counted = async (): Promise<readonly (number | undefined)[]> => {
        const found = [
          await context.db.first(
            sql`select count(*) as n from ${table} where v is null`.as({ n: integer() }),
          ),
          await context.db.first(sql`select count(*) as n from ${table} where v > ${5}`.as({ n: integer() })),
          await context.db.first(
            sql`select count(*) as n from ${table} where v is not null`.as({ n: integer() }),
          ),
        ]
        return found.map((row) => row?.n)
      }
      expect(await counted()).toStrictEqual([0, 0, 0])
      await context.db.run(sql`insert into ${table} values (1)`)
      expect(await counted()).toStrictEqual([0, 0, 1])
      await context.db.run(sql`insert into ${table} values (null)`)
      expect(await counted()).toStrictEqual([1, 0, 1])
      await context.db.run(sql`insert into ${table} values (9)`)
      expect(await counted()).toStrictEqual([1, 1, 2])
      await context.db.run(sql`delete from ${table} where v is null`)
      expect(await counted()).toStrictEqual([0, 1, 2])
    },
  }),
]
