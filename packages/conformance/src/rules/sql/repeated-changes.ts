import { integer, sql, type Session } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

type Fragment = ReturnType<typeof sql>

/** Conditions that an engine may take for true or false from what it knows of a table when it plans. */
const countsOf = (table: Fragment): readonly Fragment[] => [
  sql`select count(*) as n from ${table} where v is null`,
  sql`select count(*) as n from ${table} where v is not null`,
  sql`select count(*) as n from ${table} where v = 'x'`,
  sql`select count(*) as n from ${table} where n > 5`,
  sql`select count(*) as n from ${table} where n <= 5 or n is null`,
  sql`select count(*) as n from ${table} where v >= 'a' and v < 'y'`,
  sql`select count(*) as n from ${table} where id in (1, 2)`,
  sql`select count(*) as n from ${table} where n between 0 and 3`,
]

/** Changes, and what the queries above count after each. */
const statesOf = (table: Fragment): readonly (readonly [change: Fragment, counts: readonly number[]])[] => [
  [sql`delete from ${table} where id < 0`, [0, 0, 0, 0, 0, 0, 0, 0]],
  [sql`insert into ${table} values (1, null, null), (2, 'x', 7)`, [1, 1, 1, 1, 1, 1, 2, 0]],
  [sql`update ${table} set v = 'y', n = 2 where id = 1`, [0, 2, 1, 1, 1, 1, 2, 1]],
  [sql`delete from ${table} where id < 10`, [0, 0, 0, 0, 0, 0, 0, 0]],
  [sql`insert into ${table} values (3, 'x', 6)`, [0, 1, 1, 1, 0, 1, 0, 0]],
  [sql`update ${table} set v = null, n = null where v is not null`, [1, 0, 0, 0, 1, 0, 0, 0]],
]

export const sqlRepeatedChanges: readonly Rule[] = [
  rule({
    id: 'sql.repeated.every-change',
    title:
      'a statement without parameters that is repeated sees every insert, update and delete since it was planned, in a transaction too',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('id integer primary key, v text, n integer'))
      const { session } = context
      const queries = countsOf(table).map((query) => query.as({ n: integer() }))
      const counts = async (on: Pick<Session, 'first'>): Promise<unknown[]> => {
        const found: unknown[] = []
        for (const query of queries) found.push((await on.first(query))?.n)
        return found
      }
      for (const [index, [change, expected]] of statesOf(table).entries()) {
        await session.run(change)
        // A statement is kept when it comes again.
        for (let round = 0; round < 3; round += 1) {
          expect(await counts(session), `state ${index}`).toStrictEqual(expected)
          await session.transaction(async (tx) => {
            expect(await counts(tx), `state ${index}`).toStrictEqual(expected)
          })
        }
      }
      // The same text changes other rows each time.
      const touch = sql`update ${table} set n = 1 where v is null`
      expect((await session.run(touch)).affected).toBe(1)
      await session.run(sql`insert into ${table} values (4, null, 0), (5, null, 0)`)
      expect((await session.run(touch)).affected).toBe(3)
    },
  }),
]
