import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { integer, open, sql, text, type Database, type Migration } from '@holdfast/core'
import {
  addColumn,
  backfill,
  changeColumnType,
  dropColumn,
  dropTable,
  renameColumn,
} from '@holdfast/core/migration'
import { expect, onTestFinished, test } from 'vitest'
import { duckdb } from '../../src/index.ts'

const opened = async (): Promise<Database> => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
  const db = await open(duckdb(join(folder, 'a.db')))
  onTestFinished(async () => {
    await db.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return db
}

test('apply() of a text that changes the schema to write to finds its ledger, and leaves the connection as it was', async () => {
  const db = await opened()
  const list: Migration[] = [
    {
      version: 1,
      name: 'aside',
      up: `create schema aside; set schema = 'aside'; create table kept (id integer)`,
    },
    { version: 2, name: 'after', up: 'create table here (id integer)' },
  ]
  expect((await db.migrate({ migrations: list })).applied.length).toBe(2)
  expect(
    await db.all(
      sql`select schema_name as at from duckdb_tables() where table_name in ('kept', 'here', 'schema_migrations') order by table_name`,
    ),
  ).toStrictEqual([{ at: 'main' }, { at: 'aside' }, { at: 'main' }])
})

test('apply() keeps what a text sets for that text alone, what belongs to all connections too', async () => {
  const db = await opened()
  const settings = (): Promise<unknown> =>
    db.all(
      sql`select name, value from duckdb_settings() where name in ('threads', 'preserve_insertion_order', 'TimeZone', 'search_path', 'memory_limit') order by name`,
    )
  const before = await settings()
  const made = (last: string): Migration => ({
    version: 1,
    name: 'alone',
    up: `-- holdfast: no-transaction
create schema aside;
set schema = 'aside';
set threads = 1;
set timezone = 'Asia/Tokyo';
set variable x = [1, 2];
${last};
create table kept as select current_setting('threads') as threads, current_setting('TimeZone') as zone, getvariable('x') as x`,
  })
  await expect(
    db.migrate({ migrations: [made('select * from nowhere')], rehearse: 'never', lint: false }),
  ).rejects.toMatchObject({ code: 'migration', report: { failed: { line: 7, left: 'half' } } })
  expect(await settings()).toStrictEqual(before)
  const sets = `set threads = 1; set preserve_insertion_order = false; create table here (id integer)`
  const list: readonly Migration[] = [made('select 1'), { version: 2, name: 'inside', up: sets }]
  expect((await db.migrate({ migrations: list, lint: false })).applied.length).toBe(2)
  expect(await settings()).toStrictEqual(before)
  const failing = { version: 3, name: 'fails', up: 'set threads = 1; select * from nowhere' }
  await expect(
    db.migrate({ migrations: [...list, failing], rehearse: 'never', lint: false }),
  ).rejects.toMatchObject({
    code: 'migration',
  })
  expect(await settings()).toStrictEqual(before)
  expect(
    await db.all(
      sql`select schema_name as at from duckdb_tables() where table_name in ('kept', 'here', 'schema_migrations') order by table_name`,
    ),
  ).toStrictEqual([{ at: 'main' }, { at: 'aside' }, { at: 'main' }])
  expect(await db.all(sql`select threads, zone, x[2] as x from aside.kept`)).toStrictEqual([
    { threads: 1, zone: 'Asia/Tokyo', x: 2 },
  ])
})

test('verbs keep what stands on odd tables of DuckDB', async () => {
  const db = await opened()
  const list: Migration[] = [
    {
      version: 1,
      name: 'make',
      up: `create sequence s start 5; create type mood as enum ('sad', 'it''s');
create table "we""ird t" (id integer default nextval('s'), k varchar not null, "va'l" varchar, m mood default 'sad', g varchar generated always as (k || '!') virtual, spare varchar, l integer[], check (length(k) < 20), unique (k), primary key (id));
create index odd on "we""ird t" (k, m);
create view v as select k from "we""ird t";
insert into "we""ird t" (k, "va'l", l) values ('a', '5', [1]), ('b', '6', null);
create table self (id integer primary key, up integer references self (id), n varchar)`,
    },
    {
      version: 2,
      name: 'change',
      up: [
        changeColumnType('we"ird t', "va'l", integer().nullable()),
        dropColumn('we"ird t', 'spare'),
        renameColumn('we"ird t', "va'l", 'o"k'),
        addColumn('we"ird t', 'ne"w', text().nullable(), { backfill: `k || 'x'`, batch: 1 }),
        backfill('we"ird t', { set: { 'ne"w': `"ne""w" || 'y'` }, batch: 1 }),
        dropTable('self'),
      ],
    },
  ]
  await db.migrate({ migrations: list })
  expect(
    await db.all(sql`select id, k, "o""k", m::varchar as m, g, "ne""w" from "we""ird t" order by id`),
  ).toStrictEqual([
    { id: 5, k: 'a', 'o"k': 5, m: 'sad', g: 'a!', 'ne"w': 'axy' },
    { id: 6, k: 'b', 'o"k': 6, m: 'sad', g: 'b!', 'ne"w': 'bxy' },
  ])
  await db.run(sql`insert into "we""ird t" (k) values ('c')`)
  expect((await db.all(sql`select k from v`)).length).toBe(3)
  await expect(db.run(sql`insert into "we""ird t" (k) values ('c')`)).rejects.toMatchObject({
    code: 'duplicate',
  })
})

test('apply() waits for a reader that streams, and changes what it has read afterwards', async () => {
  const db = await opened()
  await db.run(sql`create table t as select range as id, range as n from range(50000)`)
  const seen: number[] = []
  let migrating: Promise<unknown> | undefined
  for await (const row of db.stream(sql`select id from t`)) {
    seen.push(Number(row['id']))
    migrating ??= db.migrate({ migrations: [{ version: 1, name: 'drop', up: [dropColumn('t', 'n')] }] })
  }
  await migrating
  expect(seen.length).toBe(50_000)
  expect(await db.first(sql`select * from t where id = 1`)).toStrictEqual({ id: 1 })
})
