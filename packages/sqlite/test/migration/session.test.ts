import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { integer, open, sql, text, type Database, type Migration } from '@holdfast/core'
import { backfill, changeColumnType, dropColumn, addColumn } from '@holdfast/core/migration'
import { expect, onTestFinished, test } from 'vitest'
import { sqlite } from '../../src/index.ts'

const opened = async (): Promise<Database> => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
  const db = await open(sqlite(join(folder, 'a.db')))
  onTestFinished(async () => {
    await db.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return db
}

test('apply() of a text that sets pragmas leaves the connection as it was', async () => {
  const db = await opened()
  const pragmas = (): Promise<unknown> =>
    db.transaction((tx) =>
      tx.first(
        sql`select (select foreign_keys from pragma_foreign_keys) as f, (select recursive_triggers from pragma_recursive_triggers) as r, (select ignore_check_constraints from pragma_ignore_check_constraints) as i`,
      ),
    )
  const before = await pragmas()
  const list: Migration[] = [
    {
      version: 1,
      name: 'inside',
      up: 'pragma recursive_triggers = on; pragma ignore_check_constraints = on; create table a (id integer primary key check (id > 0))',
    },
    {
      version: 2,
      name: 'outside',
      up: '-- holdfast: no-transaction\npragma foreign_keys = off;\nvacuum;\ncreate table if not exists b (id integer)',
    },
  ]
  await db.migrate({ migrations: list })
  expect(await pragmas()).toStrictEqual(before)
  await expect(db.run(sql`insert into a values (-1)`)).rejects.toMatchObject({ code: 'check' })
})

test('apply() keeps what a text sets outside of transactions for that text alone, and sets back what a failed one has set', async () => {
  const db = await opened()
  const pragmas = (): Promise<unknown> =>
    db.transaction((tx) =>
      tx.first(
        sql`select (select foreign_keys from pragma_foreign_keys) as f, (select ignore_check_constraints from pragma_ignore_check_constraints) as i`,
      ),
    )
  const before = await pragmas()
  const made = (last: string): Migration => ({
    version: 1,
    name: 'alone',
    up: `-- holdfast: no-transaction
create table a (id integer primary key check (id > 0));
create table kept (f integer, i integer);
pragma foreign_keys = off;
pragma ignore_check_constraints = on;
${last};
insert into kept select (select foreign_keys from pragma_foreign_keys), (select ignore_check_constraints from pragma_ignore_check_constraints)`,
  })
  await expect(
    db.migrate({ migrations: [made('select * from nowhere')], rehearse: 'never', lint: false }),
  ).rejects.toMatchObject({ code: 'migration', report: { failed: { line: 6, left: 'half' } } })
  expect(await pragmas()).toStrictEqual(before)
  const wrong = { version: 2, name: 'wrong', up: 'insert into a values (-1)' }
  await expect(
    db.migrate({ migrations: [made('select 1'), wrong], rehearse: 'never', lint: false }),
  ).rejects.toMatchObject({ code: 'migration', report: { failed: { version: 2 } }, cause: { code: 'check' } })
  expect(await db.first(sql`select f, i from kept`)).toStrictEqual({ f: 0, i: 1 })
  const fails = 'pragma ignore_check_constraints = on; select * from nowhere'
  await expect(
    db.migrate({ migrations: [made('select 1'), { ...wrong, up: fails }], rehearse: 'never', lint: false }),
  ).rejects.toMatchObject({ code: 'migration', report: { failed: { version: 2, left: 'old' } } })
  expect(await pragmas()).toStrictEqual(before)
})

test('changeColumnType() and dropColumn() keep what stands on odd tables', async () => {
  const db = await opened()
  const list: Migration[] = [
    {
      version: 1,
      name: 'make',
      up: `create table parent (id integer primary key);
insert into parent values (1), (2);
create table "we""ird t" (k text, "n o" integer, "va'l" text collate nocase default ('a' || 'b'), p integer references parent (id) on delete cascade, up text, g text generated always as (k || '!') virtual, s integer generated always as ("n o" * 2) stored, spare blob, primary key (k, "n o" desc), constraint odd check ("n o" > 0), foreign key (up, "n o") references "we""ird t" (k, "n o")) without rowid;
create unique index "odd one" on "we""ird t" (lower(k)) where spare is null;
create table log (what text) strict;
create trigger "tr g" after insert on "we""ird t" begin insert into log values (new.k || ';'); end;
create view v as select k, "va'l" from "we""ird t";
create table counted (id integer primary key autoincrement, x text, y text);
insert into counted (x) values ('1'), ('2'), ('3');
delete from counted where id = 3;
insert into "we""ird t" (k, "n o", "va'l", p) values ('a', 1, '5', 1), ('b', 2, '6', 2)`,
    },
    {
      version: 2,
      name: 'change',
      up: [
        changeColumnType('we"ird t', "va'l", integer().nullable()),
        dropColumn('we"ird t', 'spare'),
        changeColumnType('counted', 'x', integer().nullable()),
        dropColumn('counted', 'y'),
        addColumn('we"ird t', 'ne"w', text().nullable(), { backfill: `k || 'x'`, batch: 1 }),
        backfill('we"ird t', { set: { 'ne"w': `"ne""w" || 'y'` }, batch: 1 }),
      ],
    },
  ]
  await db.migrate({ migrations: list })
  expect(await db.all(sql`select * from "we""ird t" order by k`)).toStrictEqual([
    { k: 'a', 'n o': 1, "va'l": 5, p: 1, up: null, g: 'a!', s: 2, 'ne"w': 'axy' },
    { k: 'b', 'n o': 2, "va'l": 6, p: 2, up: null, g: 'b!', s: 4, 'ne"w': 'bxy' },
  ])
  await db.run(sql`insert into counted (x) values (7)`)
  expect(await db.first(sql`select max(id) as id from counted`)).toStrictEqual({ id: 4 })
  expect(await db.all(sql`select what from log order by what`)).toStrictEqual([
    { what: 'a;' },
    { what: 'b;' },
  ])
  await db.run(sql`insert into "we""ird t" (k, "n o", "va'l") values ('c', 3, 1)`)
  expect((await db.all(sql`select * from log`)).length).toBe(3)
  expect((await db.all(sql`select * from v`)).length).toBe(3)
  await expect(
    db.run(sql`insert into "we""ird t" (k, "n o", "va'l") values ('d', 0, 1)`),
  ).rejects.toMatchObject({
    code: 'check',
  })
  await expect(
    db.run(sql`insert into "we""ird t" (k, "n o", "va'l", up) values ('e', 9, 1, 'zz')`),
  ).rejects.toMatchObject({ code: 'foreign-key' })
  expect(
    await db.first(sql`select sql like '%without rowid%' as w from sqlite_schema where name = 'we"ird t'`),
  ).toStrictEqual({ w: 1 })
  await db.run(sql`delete from parent where id = 1`)
  expect((await db.all(sql`select k from "we""ird t"`)).length).toBe(2)
})

test('dropColumn() of a column that a trigger or a view names changes nothing', async () => {
  const db = await opened()
  const list: Migration[] = [
    {
      version: 1,
      name: 'make',
      up: `create table t (id integer primary key, a text, b text); create table log (what text);
create trigger tr after insert on t begin insert into log values (new.a); end; create view v as select b from t`,
    },
  ]
  await db.migrate({ migrations: list })
  for (const column of ['a', 'b']) {
    await expect(
      db.migrate({ migrations: [...list, { version: 2, name: 'drop', up: [dropColumn('t', column)] }] }),
    ).rejects.toMatchObject({ code: 'migration' })
  }
  await db.run(sql`insert into t values (1, 'a', 'b')`)
  expect(await db.all(sql`select * from log`)).toStrictEqual([{ what: 'a' }])
  expect(await db.all(sql`select * from v`)).toStrictEqual([{ b: 'b' }])
})

test('backfill() reaches each row whose key holds a NUL or is of another class, and refuses rows without a key', async () => {
  const db = await opened()
  const list: Migration[] = [
    {
      version: 1,
      name: 'make',
      up: `create table t (k primary key, n integer not null default 0);
insert into t (k) values (null), (null), ('a'), ('a' || char(0) || 'b'), ('a' || char(0) || 'c'), (1), (1.5), (x'00ff'), (9e999), ('''')`,
    },
    { version: 2, name: 'fill', up: [backfill('t', { set: { n: 'n + 1' }, batch: 1 })] },
  ]
  await expect(db.migrate({ migrations: list, rehearse: 'never' })).rejects.toMatchObject({
    code: 'migration',
    report: { failed: { version: 2, left: 'old' } },
  })
  await db.run(sql`delete from t where k is null`)
  await db.migrate({ migrations: list })
  expect(await db.all(sql`select n, count(*) as c from t group by n`)).toStrictEqual([{ n: 1, c: 8 }])
}, 20_000)
