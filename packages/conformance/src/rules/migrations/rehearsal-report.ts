import { integer, sql, text, type Migration, type Rehearsal } from '@holdfast/core'
import { changeColumnType, createIndex, dropColumn, dropTable } from '@holdfast/core/migration'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'

const needs = ['sql', 'persistent'] as const

const absent: Rule['absent'] = async (context) => {
  expect(context.capabilities.sql && context.capabilities.persistent).toBe(false)
}

/** A table with rows, and what changes of it would do, each as a migration of its own. */
const rehearsed = async (
  context: Context,
  changes: (table: string) => readonly Migration['up'][],
): Promise<{ readonly table: string; readonly rehearsal: Rehearsal }> => {
  const { table: name, migrations, apply } = scratch(context)
  const table = name()
  const make: Migration = {
    version: 1,
    name: 'make',
    up: `create table ${table} (id integer not null, n integer, word varchar(20), primary key (id)); insert into ${table} values (1, 1, '10'), (2, null, 'ten'), (3, 3, null)`,
  }
  const list = [make, ...changes(table).map((up, at) => ({ version: at + 2, name: `change ${at}`, up }))]
  await apply([make])
  return { table, rehearsal: await migrations(list).rehearse() }
}

export const rehearsalReportRules: readonly Rule[] = [
  rule({
    id: 'migrations.rehearsal.effects',
    title:
      'rehearse() tells which tables are written anew and what others have to wait for, and nothing of what a migration makes itself',
    needs,
    present: async (context) => {
      const fresh = context.name()
      const { table, rehearsal } = await rehearsed(context, (name) => [
        [changeColumnType(name, 'n', text().nullable())],
        `create table ${fresh} (id integer primary key); create index ${fresh}_i on ${fresh} (id); drop table ${fresh}`,
        [createIndex(name, `${name}_n`, ['n'])],
      ])
      expect(rehearsal).toMatchObject({ outcome: 'passes', notRehearsed: [] })
      const [retyped, made, indexed] = rehearsal.migrations
      expect(retyped!.rewritten).toStrictEqual([table])
      expect(retyped!.rows).toStrictEqual([{ table, before: 3, after: 3 }])
      const blocks = (one: typeof retyped): unknown[] =>
        one!.locks
          .filter((lock) => lock.table === undefined || lock.table === table)
          .map((lock) => lock.blocks)
      expect(blocks(retyped).length).toBe(1)
      expect(made!.rewritten).toStrictEqual([])
      expect(made!.locks.filter((lock) => lock.table !== undefined)).toStrictEqual([])
      expect(indexed!.rewritten).toStrictEqual([])
      expect(blocks(indexed).length).toBe(1)
      for (const { brokenReferences, lost } of rehearsal.migrations) {
        expect(brokenReferences).toStrictEqual([])
        expect(lost).toStrictEqual([])
      }
    },
    absent,
  }),
  rule({
    id: 'migrations.rehearsal.lost-values',
    title:
      'rehearse() tells how many values each migration takes away, with keys of some of their rows, whether a text or a step does it',
    needs,
    present: async (context) => {
      const { table, rehearsal } = await rehearsed(context, (name) => [
        [changeColumnType(name, 'word', integer().nullable(), { loss: { accept: 1 } })],
        `delete from ${name} where id = 1`,
        [dropColumn(name, 'n')],
        `-- accept: DL04 all of them are old\ndelete from ${name}`,
        `-- accept: DL01 it is empty\ndrop table ${name}`,
      ])
      expect(rehearsal.failed?.error.message).toBeUndefined()
      expect(rehearsal.migrations.map(({ lost }) => lost)).toStrictEqual([
        [{ table, column: 'word', how: 'changed', count: 1, samples: [[2]] }],
        [{ table, how: 'deleted', count: 1, samples: [[1]] }],
        [{ table, column: 'n', how: 'dropped', count: 1, samples: [[3]] }],
        [{ table, how: 'deleted', count: 2, samples: [[2], [3]] }],
        [],
      ])
      const whole = await rehearsed(context, (name) => [[dropTable(name)]])
      expect(whole.rehearsal.migrations[0]).toMatchObject({
        lost: [{ table: whole.table, how: 'dropped', count: 3, samples: [[1], [2], [3]] }],
        rows: [{ table: whole.table, before: 3, after: undefined }],
      })
    },
    absent,
  }),
  rule({
    id: 'migrations.rehearsal.bound',
    title:
      'rehearse({ copyBytes }) of a database that is larger names what was not tried and why, fails nothing, and apply() goes on',
    needs,
    present: async (context) => {
      const { db } = await context.fresh()
      const history = db.migrations({
        migrations: [
          {
            version: 1,
            name: 'make',
            up: 'create table t (id integer primary key); insert into t values (1)',
          },
          { version: 2, name: 'more', up: 'insert into t values (2)' },
          { version: 3, name: 'tidy', up: '-- holdfast: no-transaction\nvacuum' },
        ],
      })
      await history.apply({ to: 1 })
      const small = await history.rehearse({ copyBytes: 1 })
      expect(small.failed).toBeUndefined()
      const told = [...small.untried, ...small.notRehearsed.map(({ because }) => because)]
      expect(told.length).toBeGreaterThan(0)
      // Only a copy is bounded, and an engine that makes none has nothing to allow.
      if ((await history.rehearse()).where === 'copy')
        expect(told.join()).toMatch(/1 are allowed for a copy; allow more with copyBytes \(--copy-bytes\)/)
      for (const { version } of small.notRehearsed)
        expect(small.migrations.map((one) => one.version)).not.toContain(version)
      expect(small.outcome).toBe(small.notRehearsed.length > 0 ? 'incomplete' : 'passes')
      expect(await history.apply({ copyBytes: 1, rehearse: 'always' })).toMatchObject({
        applied: [{ version: 2 }, { version: 3 }],
      })
      await expect(history.rehearse({ copyBytes: -1 })).rejects.toThrow(RangeError)
    },
    absent,
  }),
  rule({
    id: 'migrations.rehearsal.references',
    title: 'rehearse() of a text that leaves rows whose reference leads nowhere fails, as applying it does',
    needs: ['sql', 'persistent', 'foreignKeys'],
    present: async (context) => {
      const { db } = await context.fresh()
      const history = db.migrations({
        migrations: [
          {
            version: 1,
            name: 'make',
            up: 'create table p (id integer primary key); create table c (id integer primary key, p integer references p (id)); insert into p values (1); insert into c values (1, 1)',
          },
          { version: 2, name: 'fine', up: 'insert into c values (2, 1)' },
          { version: 3, name: 'broken', up: 'insert into c values (3, 3)' },
        ],
      })
      await history.apply({ to: 1 })
      const found = await history.rehearse()
      expect(found).toMatchObject({
        outcome: 'fails',
        migrations: [{ version: 2, brokenReferences: [] }],
        failed: { version: 3 },
      })
      const error = await refusal('migration', () => history.apply({ rehearse: 'never' }))
      expect(error.report).toMatchObject({ applied: [{ version: 2 }], failed: { version: 3 } })
      expect(await db.all(sql`select id from c order by id`)).toStrictEqual([{ id: 1 }, { id: 2 }])
    },
    absent: async (context) => {
      const { sql: hasSql, persistent, foreignKeys } = context.capabilities
      expect(hasSql && persistent && foreignKeys).toBe(false)
    },
  }),
]
