import { sql, type Migration, type MigrationReport } from '@holdfast/core'
import { backfill } from '@holdfast/core/migration'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'

const needs = ['sql'] as const

/** So many that batches of the size with which a backfill begins are several. */
const count = 30_000

const digits =
  '(select 0 as n union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all select 9)'

/** The numbers below `count`. */
const numbers = `select a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n as n from ${['a', 'b', 'c', 'd', 'e'].map((name) => `${digits} as ${name}`).join(' cross join ')} where e.n < ${count / 10_000}`

/** A table with a key of two columns, whose rows were not written in its order. */
const made = (name: string, without: number): Migration => ({
  version: 1,
  name: 'make',
  up: `create table ${name} (part varchar(10) not null, id bigint not null, n integer not null, addend integer not null, primary key (part, id));
insert into ${name} (part, id, n, addend) select case when n % 3 = 0 then 'a''b' else 'c' end, (n * 7919) % ${count}, 1, case when n = ${without} then 0 else 1 end from (${numbers}) as numbers`,
})

export const ownBatchRules: readonly Rule[] = [
  rule({
    id: 'migrations.backfill.own-batches',
    title:
      'backfill() whose batches find their size goes on exactly where it was stopped, and where a row failed, and changes each row once',
    needs,
    present: async (context) => {
      const { db } = context
      const { table, apply } = scratch(context)
      const name = table()
      const list: readonly Migration[] = [
        made(name, 29_998),
        { version: 2, name: 'add', up: [backfill(name, { set: { n: 'n + nullif(addend, 0)' } })] },
      ]
      await apply(list, { to: 1 })
      const controller = new AbortController()
      const told: (readonly [number | undefined, number | undefined])[] = []
      const stopped = await refusal('cancelled', () =>
        apply(list, {
          rehearse: 'never',
          signal: controller.signal,
          onProgress: ({ phase, done, total }) => {
            if (phase !== 'backfill') return
            told.push([done, total])
            controller.abort()
          },
        }),
      )
      expect(stopped.report as MigrationReport).toMatchObject({ failed: { version: 2, left: 'half' } })
      const changed = async (): Promise<number> =>
        Number((await db.first(sql`select sum(n - 1) as n from ${sql.identifier(name)}`))!['n'])
      expect(told).toStrictEqual([[await changed(), count]])
      const failed = await refusal('migration', () => apply(list, { rehearse: 'never' }))
      expect(failed.report as MigrationReport).toMatchObject({ failed: { version: 2, left: 'half' } })
      await db.run(sql`update ${sql.identifier(name)} set addend = 1 where addend = 0`)
      await apply(list)
      expect(
        await db.all(
          sql`select n, count(*) as rows_of_it from ${sql.identifier(name)} group by n order by n`,
        ),
      ).toStrictEqual([{ n: 2, rows_of_it: count }])
    },
  }),
  rule({
    id: 'migrations.backfill.sparse',
    title: 'backfill() changes the rows of its condition, be they most or few, and tells how many those are',
    needs,
    present: async (context) => {
      const { db } = context
      const { table, apply } = scratch(context)
      const name = table()
      const list: Migration[] = [made(name, -1)]
      await apply(list)
      for (const where of ['id % 3 > 0', 'id % 10000 = 7', 'n > 100']) {
        const told: unknown[] = []
        const version = list.length + 1
        list.push({
          version,
          name: `fill ${version}`,
          up: [backfill(name, { set: { n: `${version}` }, where })],
        })
        const matching = await db.first(
          sql`select count(*) as n from ${sql.identifier(name)} where ${sql.raw(where)}`,
        )
        await apply(list, {
          onProgress: ({ phase, done, total }) => phase === 'backfill' && told.push([done, total]),
        })
        const filled = await db.first(
          sql`select count(*) as n from ${sql.identifier(name)} where n = ${version} and ${sql.raw(where)}`,
        )
        const all = await db.first(
          sql`select count(*) as n from ${sql.identifier(name)} where n = ${version}`,
        )
        expect([where, all, filled]).toStrictEqual([where, where === 'n > 100' ? { n: 0 } : matching, all])
        expect(told.at(-1)).toStrictEqual(where === 'n > 100' ? undefined : [matching!['n'], matching!['n']])
      }
    },
  }),
]
