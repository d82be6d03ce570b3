import { HoldfastError, sql, type Migration } from '@holdfast/core'
import { backfill, dropColumn, run } from '@holdfast/core/migration'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'

const needs = ['sql', 'persistent'] as const

const absent: Rule['absent'] = async (context) => {
  expect(context.capabilities.sql && context.capabilities.persistent).toBe(false)
}

export const rehearsalRules: readonly Rule[] = [
  rule({
    id: 'migrations.rehearsal.report',
    title: 'rehearse() tells what pending migrations change in schema and rows, and changes nothing',
    needs,
    present: async (context) => {
      const { db } = context
      const { table, migrations, apply } = scratch(context)
      const [one, two] = [table(), table()]
      const list: readonly Migration[] = [
        {
          version: 1,
          name: 'make',
          up: `create table ${one} (id integer not null, n integer, old integer, primary key (id)); insert into ${one} values (1, 1, 1), (2, 2, 2)`,
        },
        {
          version: 2,
          name: 'more',
          up: `create table ${two} (id integer); insert into ${one} values (3, 3, 3)`,
        },
        { version: 3, name: 'fill', up: [backfill(one, { set: { n: 'n * 10' } }), dropColumn(one, 'old')] },
      ]
      await apply(list.slice(0, 1))
      const before = await db.all(sql`select * from ${sql.identifier(one)} order by id`)
      const rehearsal = await migrations(list).rehearse()
      expect(rehearsal).toMatchObject({ outcome: 'passes', untried: [] })
      const [more, fill] = rehearsal.migrations
      expect(more).toMatchObject({ version: 2, schema: [`table ${two}: added`] })
      expect(more!.rows).toContainEqual({ table: one, before: 2, after: 3 })
      expect(fill!.schema).toStrictEqual([`table ${one}: column old: removed`])
      expect(await db.all(sql`select * from ${sql.identifier(one)} order by id`)).toStrictEqual(before)
      expect((await migrations(list).status()).applied.length).toBe(1)
      await apply(list)
      expect(await db.all(sql`select * from ${sql.identifier(one)} order by id`)).toStrictEqual([
        { id: 1, n: 10 },
        { id: 2, n: 20 },
        { id: 3, n: 30 },
      ])
    },
    absent,
  }),
  rule({
    id: 'migrations.rehearsal.first',
    title:
      'apply() of several migrations of which a later one must fail finds that in a rehearsal and applies none',
    needs,
    present: async (context) => {
      const { table, apply, has, migrations } = scratch(context)
      const [one, two] = [table(), table()]
      const list: readonly Migration[] = [
        { version: 1, name: 'one', up: `create table ${one} (id integer primary key)` },
        {
          version: 2,
          name: 'two',
          up: `create table ${two} (id integer primary key); insert into ${one} values (1); insert into ${one} values (1)`,
        },
      ]
      const error = await refusal('migration', () => apply(list, { rehearse: 'always' }))
      expect(error.message).toMatch(/Cannot apply migration 2 "two".*nothing was applied/)
      expect(error.report).toMatchObject({
        applied: [],
        failed: { version: 2, error: { code: 'duplicate' } },
      })
      expect([await has(one), await has(two)]).toStrictEqual([false, false])
      expect(await migrations(list).rehearse()).toMatchObject({
        outcome: 'fails',
        migrations: [{ version: 1 }],
        failed: { version: 2 },
      })
    },
    absent,
  }),
  rule({
    id: 'migrations.verify.drift',
    title:
      'verify() names what was changed by other ways since the last run, and what a lint finds is told by lint()',
    needs,
    present: async (context) => {
      const { db } = await context.fresh()
      const history = db.migrations({
        migrations: [
          { version: 1, name: 'one', up: 'create table drifting (id integer primary key)' },
          { version: 2, name: 'two', up: 'drop table drifting' },
        ],
      })
      await history.apply({ to: 1 })
      expect(await history.verify()).toStrictEqual({
        isWhole: true,
        problems: [],
        drift: [],
        started: [],
        proofs: [],
      })
      await db.run(sql`insert into drifting values (1)`)
      expect((await history.lint()).map(({ rule: id, level }) => `${id} ${level}`)).toContain('DL01 refuse')
      await db.run(sql`alter table drifting add column extra varchar(10)`)
      const { isWhole, drift } = await history.verify()
      expect(isWhole).toBe(false)
      expect(drift).toStrictEqual(['table drifting: column extra: not expected'])
    },
    absent,
  }),
  rule({
    id: 'migrations.backup.restore',
    title: 'restore() brings a table back from the copy that was made before it was dropped',
    needs,
    present: async (context) => {
      const { db } = await context.fresh()
      const history = db.migrations({
        migrations: [
          {
            version: 1,
            name: 'one',
            up: `create table kept (id integer primary key, n varchar(10) not null); insert into kept values (1, 'a'), (2, 'b')`,
          },
          { version: 2, name: 'two', up: '-- accept: DL01 to be restored\ndrop table kept' },
        ],
      })
      await history.apply()
      const [backup] = await history.backups()
      expect(backup).toMatchObject({ table: 'kept', version: 2, rows: 2 })
      expect(await history.restore(backup!.name)).toStrictEqual({ rows: 2 })
      expect(await db.all(sql`select * from kept order by id`)).toStrictEqual([
        { id: 1, n: 'a' },
        { id: 2, n: 'b' },
      ])
      await refusal('duplicate', () => db.run(sql`insert into kept values (1, 'x')`))
      await refusal('migration', () => history.restore(backup!.name))
      await refusal('not-found', () => history.restore('kept'))
      const [asked] = await history.backup({ tables: ['kept'] })
      expect(asked).toMatchObject({ table: 'kept', version: 0, rows: 2 })
    },
    absent,
  }),
  rule({
    id: 'migrations.rehearsal.no-room',
    title: 'apply() of a good migration goes on when only its rehearsal finds no room or no lock',
    needs,
    present: async (context) => {
      const { db } = context
      const { table, migrations } = scratch(context)
      const name = table()
      let hasRoom = false
      const fill = run('fill', async (tx) => {
        if (!hasRoom) throw new HoldfastError('busy', 'Cannot fill: out of locks')
        await tx.run(sql`insert into ${sql.identifier(name)} values (1)`)
      })
      const list: readonly Migration[] = [
        { version: 1, name: 'make', up: `create table ${name} (id integer)` },
        { version: 2, name: 'fill', up: [fill] },
      ]
      expect(await migrations(list).rehearse()).toMatchObject({
        outcome: 'incomplete',
        notRehearsed: [{ version: 2, because: expect.stringContaining('out of locks') as unknown }],
      })
      await migrations(list).apply({
        rehearse: 'always',
        onProgress: ({ phase }) => {
          hasRoom = phase === 'apply'
        },
      })
      expect(await db.all(sql`select id from ${sql.identifier(name)}`)).toStrictEqual([{ id: 1 }])
    },
    absent,
  }),
]
