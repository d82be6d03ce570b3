import { open, sql, type Database, type Migration } from '@holdfast/core'
import { createIndex } from '@holdfast/core/migration'
import { expect, onTestFinished, test } from 'vitest'
import { postgres, type PostgresOptions } from '../../src/index.ts'
import { freshDatabase } from '../drivers.ts'

const opened = async (options: PostgresOptions): Promise<Database> => {
  const db = await open(postgres(options))
  onTestFinished(() => db.close())
  return db
}

const mood: readonly Migration[] = [
  {
    version: 1,
    name: 'make',
    up: `create type mood as enum ('sad'); create table t (id int primary key, m mood); insert into t values (1, 'sad')`,
  },
  { version: 2, name: 'value', up: `alter type mood add value 'glad'` },
  { version: 3, name: 'use', up: `update t set m = 'glad' where id = 1` },
  { version: 4, name: 'after', up: 'create table u (id int)' },
]

test('rehearse() tries a line that wants a commit in its middle on a copy beside the database, which is gone afterwards', async () => {
  const url = await freshDatabase()
  const db = await opened({ url })
  const history = db.migrations({ migrations: mood })
  await history.apply({ to: 1 })
  const found = await history.rehearse()
  expect(found).toMatchObject({ outcome: 'passes', where: 'copy', notRehearsed: [], untried: [] })
  expect(found.migrations.map(({ version }) => version)).toStrictEqual([2, 3, 4])
  const copies = await db.all(sql`select datname from pg_database where datname like 'holdfast_rehearsal_%'`)
  expect(copies).toStrictEqual([])
  expect(await db.all(sql`select m::text as m from t`)).toStrictEqual([{ m: 'sad' }])
  expect(await history.apply({ rehearse: 'always' })).toMatchObject({ outcome: 'applied' })
})

test('rehearse() of such a line says what it did not rehearse and why while others are connected, and apply() goes on', async () => {
  const url = await freshDatabase()
  const db = await opened({ url })
  const other = await opened({ url, max: 1 })
  await other.first(sql`select 1 as one`)
  const history = db.migrations({ migrations: mood })
  await history.apply({ to: 1 })
  const found = await history.rehearse()
  expect(found).toMatchObject({
    outcome: 'incomplete',
    where: 'in-place',
    migrations: [{ version: 2 }],
    notRehearsed: [{ version: 3 }, { version: 4, because: 'it comes after 3, which was not rehearsed' }],
  })
  expect(found.notRehearsed[0]?.because).toMatch(
    /committed first.*others are connected to it; try again when they are gone/,
  )
  const small = await history.rehearse({ copyBytes: 1 })
  expect(small.notRehearsed[0]?.because).toMatch(/1 are allowed for a copy; allow more with copyBytes/)
  const report = await history.apply()
  expect(report.applied.map(({ version }) => version)).toStrictEqual([2, 3, 4])
}, 30_000)

test('rehearse() checks between two migrations what waits for the commit, as the commit would', async () => {
  const db = await opened({ url: await freshDatabase() })
  const list: readonly Migration[] = [
    {
      version: 1,
      name: 'make',
      up: 'create table p (id int primary key); create table c (id int primary key, p int references p deferrable initially deferred)',
    },
    { version: 2, name: 'fill', up: 'insert into c values (1, 1); insert into p values (1)' },
    { version: 3, name: 'alter', up: 'alter table c add column n int' },
    { version: 4, name: 'again', up: 'insert into c values (2, 2); insert into p values (2)' },
    { version: 5, name: 'broken', up: 'insert into c values (3, 3)' },
  ]
  const history = db.migrations({ migrations: list })
  await history.apply({ to: 1 })
  const found = await history.rehearse()
  expect(found.migrations.map(({ version }) => version)).toStrictEqual([2, 3, 4])
  expect(found).toMatchObject({
    outcome: 'fails',
    where: 'in-place',
    failed: { version: 5, step: 'commit', error: { code: 'foreign-key' } },
  })
  expect((await history.rehearse({ to: 4 })).outcome).toBe('passes')
})

test('rehearse() tells the lock that a concurrent index takes where it is applied, and what depends on it passes', async () => {
  const db = await opened({ url: await freshDatabase() })
  const list: readonly Migration[] = [
    { version: 1, name: 'make', up: 'create table t (id int not null, n int); insert into t values (1, 1)' },
    { version: 2, name: 'index', up: [createIndex('t', 't_id', ['id'], { unique: true })] },
    { version: 3, name: 'key', up: 'alter table t add constraint t_key primary key using index t_id' },
    { version: 4, name: 'type', up: 'alter table t alter n type bigint' },
    { version: 5, name: 'column', up: 'alter table t add column x int' },
    { version: 6, name: 'drop', up: '-- accept: DL01 not needed\ndrop table t' },
  ]
  const history = db.migrations({ migrations: list })
  await history.apply({ to: 1 })
  const { outcome, migrations } = await history.rehearse()
  expect(outcome).toBe('passes')
  const exclusive = { table: 't', mode: 'AccessExclusiveLock', blocks: 'reads' }
  expect(migrations.map(({ version, rewritten, locks }) => ({ version, rewritten, locks }))).toStrictEqual([
    {
      version: 2,
      rewritten: [],
      locks: [{ table: 't', mode: 'ShareUpdateExclusiveLock', blocks: 'definitions' }],
    },
    { version: 3, rewritten: [], locks: [exclusive] },
    { version: 4, rewritten: ['t'], locks: [exclusive] },
    { version: 5, rewritten: [], locks: [exclusive] },
    { version: 6, rewritten: [], locks: [exclusive] },
  ])
})
