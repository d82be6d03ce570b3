import { sql, type Migration, type MigrationReport } from '@holdfast/core'
import { backfill } from '@holdfast/core/migration'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch, type Scratch } from './scratch.ts'

const needs = ['sql'] as const

interface Halted extends Scratch {
  readonly name: string
  /** The table, and a migration in three steps of which the second fails until row 2 is gone. */
  readonly list: readonly [Migration, Migration]
  ids(): Promise<readonly unknown[]>
  mend(): Promise<unknown>
}

const steps = (name: string, head = ''): string =>
  `-- holdfast: no-transaction\n-- accept: ID01 each row is wanted once\n${head}insert into ${name} values (1);\ninsert into ${name} values (2);\ninsert into ${name} values (3)`

const halted = (context: Context, head?: (name: string) => string): Halted => {
  const made = scratch(context)
  const name = made.table()
  const table = sql.identifier(name)
  return {
    ...made,
    name,
    list: [
      {
        version: 1,
        name: 'make',
        up: `create table ${name} (id integer primary key); insert into ${name} values (2)`,
      },
      { version: 2, name: 'rows', up: steps(name, head?.(name)) },
    ],
    ids: async () => (await context.db.all(sql`select id from ${table} order by id`)).map(({ id }) => id),
    mend: () => context.db.run(sql`delete from ${table} where id = 2`),
  }
}

export const resumeRules: readonly Rule[] = [
  rule({
    id: 'migrations.resume.goes-on',
    title:
      'apply() goes on behind the steps that were done when what stopped it is mended, without its assert-before',
    needs,
    present: async (context) => {
      const { apply, list, ids, mend } = halted(
        context,
        (name) => `-- assert-before: select count(*) = 1 from ${name}\n`,
      )
      const error = await refusal('migration', () => apply(list, { rehearse: 'never' }))
      expect(error.report as MigrationReport).toMatchObject({
        applied: [{ version: 1 }],
        failed: { version: 2, line: 5, left: 'half', error: { code: 'duplicate' } },
      })
      expect(await ids()).toStrictEqual([1, 2])
      await mend()
      expect(await apply(list)).toMatchObject({ outcome: 'applied', applied: [{ version: 2 }] })
      expect(await ids()).toStrictEqual([1, 2, 3])
    },
  }),
  rule({
    id: 'migrations.resume.edited',
    title: 'apply() refuses to go on with steps of which one that was done has been edited or taken away',
    needs,
    present: async (context) => {
      const { apply, list, ids, mend, name } = halted(context)
      await refusal('migration', () => apply(list, { rehearse: 'never' }))
      await mend()
      const head = '-- holdfast: no-transaction\n-- accept: ID01 each row is wanted once\n'
      const edits = [
        `${head}insert into ${name} values (9);\ninsert into ${name} values (3)`,
        `insert into ${name} values (1);\ninsert into ${name} values (2);\ninsert into ${name} values (3)`,
        `insert into ${name} values (7)`,
        head,
      ]
      for (const up of edits) {
        const edited = [list[0], { ...list[1], up }]
        await refusal('migration', () => apply(edited, { rehearse: 'never' }))
        expect(await ids(), up).toStrictEqual([1])
      }
      await apply(list)
      expect(await ids()).toStrictEqual([1, 2, 3])
    },
  }),
  rule({
    id: 'migrations.resume.edited-backfill',
    title: 'apply() refuses to go on with a backfill that has been edited in the middle',
    needs,
    present: async (context) => {
      const { db } = context
      const { table, apply } = scratch(context)
      const name = table()
      const rows = Array.from({ length: 30 }, (_, id) => `(${id}, ${id < 15 ? 1 : 0})`)
      const list = (set: string): readonly Migration[] => [
        {
          version: 1,
          name: 'make',
          up: `create table ${name} (id integer primary key, n integer not null); insert into ${name} values ${rows.join(', ')}`,
        },
        { version: 2, name: 'fill', up: [backfill(name, { set: { n: set }, batch: 10 })] },
      ]
      const error = await refusal('migration', () => apply(list('nullif(n, 0)'), { rehearse: 'never' }))
      expect(error.report as MigrationReport).toMatchObject({ failed: { version: 2, left: 'half' } })
      await refusal('migration', () => apply(list('n + 1'), { rehearse: 'never' }))
      const sum = async (): Promise<number> =>
        Number((await db.first(sql`select sum(n) as n from ${sql.identifier(name)}`))!['n'])
      expect(await sum()).toBe(15)
      await db.run(sql`update ${sql.identifier(name)} set n = 5 where n = 0`)
      await apply(list('nullif(n, 0)'))
      expect(await sum()).toBe(15 + 15 * 5)
    },
  }),
  rule({
    id: 'migrations.resume.left',
    title:
      'apply() tells that a migration in steps is as before when its first step failed, and half when it was stopped behind one',
    needs,
    present: async (context) => {
      const { apply, list, mend, name, table } = halted(context)
      const other = table()
      const rows = Array.from({ length: 30 }, (_, id) => `(${id}, 0)`)
      await context.db.run(
        sql`create table ${sql.identifier(other)} (id integer primary key, n integer not null)`,
      )
      await context.db.run(sql`insert into ${sql.identifier(other)} values ${sql.raw(rows.join(', '))}`)
      const first = [list[0], { ...list[1], up: steps(name).replace('(1)', '(2)') }]
      const error = await refusal('migration', () => apply(first, { rehearse: 'never' }))
      expect(error.report as MigrationReport).toMatchObject({ failed: { version: 2, left: 'old' } })
      await mend()
      await apply(list)
      const controller = new AbortController()
      const fill: Migration = {
        version: 3,
        name: 'fill',
        up: [backfill(other, { set: { n: 'n + 1' }, batch: 10 })],
      }
      const stopped = await refusal('cancelled', () =>
        apply([...list, fill], {
          signal: controller.signal,
          onProgress: ({ phase }) => phase === 'backfill' && controller.abort(),
        }),
      )
      expect(stopped.report as MigrationReport).toMatchObject({ failed: { version: 3, left: 'half' } })
      await apply([...list, fill])
      expect(
        await context.db.all(sql`select count(*) as n from ${sql.identifier(other)} where n = 1`),
      ).toStrictEqual([{ n: 30 }])
    },
  }),
]
