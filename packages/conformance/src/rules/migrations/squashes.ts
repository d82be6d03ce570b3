import { sql, text, type Database, type Migration, type Migrations } from '@holdfast/core'
import { addColumn, backfill } from '@holdfast/core/migration'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const needs = ['sql', 'persistent'] as const

const absent: Rule['absent'] = async (context) => {
  expect(context.capabilities.sql && context.capabilities.persistent).toBe(false)
}

const many: readonly Migration[] = [
  {
    version: 1,
    name: 'users',
    up: `create table users (id integer not null, name varchar(20), age varchar(10), primary key (id)); insert into users values (1, 'O''Hara', '7'), (2, null, '8')`,
  },
  {
    version: 2,
    name: 'orders',
    up: `create table orders (id integer not null, user_id integer not null, primary key (id), foreign key (user_id) references users (id))`,
  },
  {
    version: 4,
    name: 'rows',
    up: `insert into orders values (10, 2), (11, 1); create unique index orders_user on orders (user_id)`,
  },
  { version: 5, name: 'view', up: `create view named as select id from users where name is not null` },
]
/** What is no text. */
const steps: Migration = {
  version: 6,
  name: 'more',
  up: [
    addColumn('users', 'country', text().nullable(), { backfill: `'CH'` }),
    backfill('users', { set: { name: `'nobody'` }, where: 'name is null' }),
  ],
}
const later: Migration = {
  version: 8,
  name: 'later',
  up: `insert into users (id, name, age, country) values (3, 'x', '9', 'DE')`,
}
const list = [...many, steps]

const rowsOf = async (db: Database): Promise<readonly unknown[]> => [
  await db.all(sql`select id, name, age, country from users order by id`),
  await db.all(sql`select id, user_id from orders order by id`),
  await db.all(sql`select id from named order by id`),
]

const applied = async (history: Migrations): Promise<readonly number[]> =>
  (await history.apply()).applied.map(({ version }) => version)

/** The squashed one, as if its file were there. */
const squashed = async (
  context: Context,
  migrations: readonly Migration[],
  to?: number,
): Promise<Migration> => {
  const { db } = await context.fresh()
  const made = await db.migrations({ migrations }).squash(to === undefined ? {} : { to })
  const { version, name, text, squashes } = made
  expect(await db.all(sql`select * from schema_migrations`)).toStrictEqual([])
  await refusal('no-table', () => db.all(sql`select * from users`))
  return { version, name, up: text, squashes }
}

export const squashRules: readonly Rule[] = [
  rule({
    id: 'migrations.squash.same',
    title:
      'squash() gives one text that leads a new database to the same schema and rows, and those behind it follow',
    needs,
    timeout: 120_000,
    present: async (context) => {
      const one = await squashed(context, list)
      expect(one).toMatchObject({ version: 6, name: 'squash' })
      expect(one.squashes!.map(({ version }) => version)).toStrictEqual([1, 2, 4, 5, 6])
      const { db: long } = await context.fresh()
      await long.migrations({ migrations: [...list, later] }).apply()
      const { db: short } = await context.fresh()
      const history = short.migrations({ migrations: [one, later] })
      expect(await applied(history)).toStrictEqual([6, 8])
      expect(await rowsOf(short)).toStrictEqual(await rowsOf(long))
      const schema = await long.migrations({ migrations: [] }).schema()
      expect((await history.difference({ schema })).changes).toStrictEqual([])
      expect(await history.verify()).toMatchObject({ isWhole: true })
      expect(await applied(history)).toStrictEqual([])
    },
    absent,
  }),
  rule({
    id: 'migrations.squash.existing',
    title:
      'apply() does not run what stands for migrations that a database has applied, with and without their files',
    needs,
    timeout: 120_000,
    present: async (context) => {
      const one = await squashed(context, list)
      for (const migrations of [
        [one, later],
        [...list, one, later],
      ]) {
        const { db } = await context.fresh()
        await db.migrations({ migrations: list }).apply()
        const before = (await db.migrations({ migrations: list }).status()).applied
        const history = db.migrations({ migrations })
        expect(await history.plan()).toMatchObject({ pending: [{ version: 8 }], problems: [] })
        expect(await applied(history)).toStrictEqual([8])
        const { applied: after, problems } = await history.status()
        expect({ after: after.slice(0, -1), problems }).toStrictEqual({ after: before, problems: [] })
        expect(await history.verify()).toMatchObject({ isWhole: true })
      }
    },
    absent,
  }),
  rule({
    id: 'migrations.squash.middle',
    title:
      'apply() on a database in the middle goes on with the files, and without them throws migration that says what to do',
    needs,
    timeout: 120_000,
    present: async (context) => {
      const one = await squashed(context, list)
      const { db } = await context.fresh()
      await db.migrations({ migrations: list }).apply({ to: 4 })
      const error = await refusal('migration', () => db.migrations({ migrations: [one, later] }).apply())
      expect(error.message).toMatch(/stands for 5, 6 too.*put them back from version control/)
      expect((await db.migrations({ migrations: [one, later] }).plan()).problems).toContainEqual(
        expect.objectContaining({ kind: 'squashed', version: 6 }),
      )
      expect(await applied(db.migrations({ migrations: [...list, one, later] }))).toStrictEqual([5, 6, 8])
      const { db: edited } = await context.fresh()
      const other = list.map((each) =>
        each.version === 5 ? { ...each, up: `create view named as select id from users` } : each,
      )
      await edited.migrations({ migrations: other }).apply()
      await refusal('migration', () => edited.migrations({ migrations: [one] }).apply())
    },
    absent,
  }),
  rule({
    id: 'migrations.squash.again',
    title: 'squash() of what was squashed before stands for all of it, on databases that went either way',
    needs,
    timeout: 120_000,
    present: async (context) => {
      const first = await squashed(context, list, 4)
      expect(first.version).toBe(4)
      const second = await squashed(context, [first, ...list.slice(3)])
      expect(second.version).toBe(6)
      const { db: old } = await context.fresh()
      await old.migrations({ migrations: list }).apply()
      const { db: young } = await context.fresh()
      await young.migrations({ migrations: [first, ...list.slice(3)] }).apply()
      for (const db of [old, young])
        expect(await applied(db.migrations({ migrations: [second, later] }))).toStrictEqual([8])
      const { db: half } = await context.fresh()
      await half.migrations({ migrations: [first] }).apply()
      await refusal('migration', () => half.migrations({ migrations: [second] }).apply())
      expect(await applied(half.migrations({ migrations: [first, ...list.slice(3), second] }))).toStrictEqual(
        [5, 6],
      )
    },
    absent,
  }),
  rule({
    id: 'migrations.squash.refused',
    title: 'squash() throws migration where the database is not empty, and for a text that leads elsewhere',
    needs,
    timeout: 120_000,
    present: async (context) => {
      const { db } = await context.fresh()
      await refusal('migration', () => db.migrations({ migrations: [] }).squash())
      await refusal('migration', () => db.migrations({ migrations: list }).squash({ to: 3 }))
      const broken: Migration = { version: 1, name: 'broken', up: 'select * from nowhere' }
      await refusal('migration', () => db.migrations({ migrations: [broken] }).squash())
      await db.run(sql`create table taken (id integer)`)
      const error = await refusal('migration', () => db.migrations({ migrations: list }).squash())
      expect(error.message).toMatch(/holds "taken"; name an empty one/)
    },
    absent,
  }),
]
