import { backUpTable, measureTable, readSchema, restoreTable, statement } from '@holdfast/core'
import { expect, test } from 'vitest'
import { dialect as dialectOf } from '../../src/dialect.ts'
import { name } from '../drivers.ts'
import { asked } from './asked.ts'

const request = { version: 3, line: 'app', at: new Date('2026-11-21T15:00:00Z'), engine: 'PostgreSQL' }

const texts = async (ask: Awaited<ReturnType<typeof asked>>['ask'], table: string): Promise<unknown> => {
  const lines: unknown[] = []
  for (const question of dialectOf(undefined).backup.definition(table, []))
    lines.push(...(await ask(question)))
  return lines
}

test('restoreTable() makes a table of PostgreSQL again with all that it had', async () => {
  const { ask, run, connection } = await asked()
  const dialect = dialectOf(undefined)
  const [role, type, parent, table] = [name('r'), name('e'), name(), name()]
  await run('begin')
  await run(`create role ${role}`)
  await run(`create type ${type} as enum ('sad', 'it''s ok')`)
  await run(`create table ${parent} (id int primary key)`)
  await run(
    `create table ${table} (
      id bigint generated always as identity (start 10 increment 5), n serial, "we""ird" varchar(20) collate "C" not null default 'x, y',
      mood ${type} default 'it''s ok', amounts numeric(10,2)[], doc jsonb, at timestamptz(3) default now(), double bigint generated always as (n * 2) stored,
      parent int references ${parent} on delete cascade, up bigint, period int4range, spare json,
      primary key (id), constraint "odd name" unique nulls not distinct ("we""ird"), check (length("we""ird") < 19), foreign key (up) references ${table} (id) deferrable initially deferred,
      exclude using gist (period with &&)) with (fillfactor = 70)`,
  )
  await run(`create index on ${table} (lower("we""ird") desc nulls last) include (mood) where n > 0`)
  const trigger = `${table}_trigger`
  await run(`create function ${trigger}() returns trigger language plpgsql as 'begin return new; end'`)
  await run(`create trigger kept before insert on ${table} for each row execute function ${trigger}()`)
  await run(`alter table ${table} enable row level security`)
  await run(`create policy "some rows" on ${table} for select to ${role} using (n > 0)`)
  await run(`grant select, insert on ${table} to ${role}`)
  await run(`comment on table ${table} is 'it''s a table'`)
  await run(`comment on column ${table}."we""ird" is 'odd'`)
  await run(`insert into ${parent} values (1)`)
  await run(
    `insert into ${table} ("we""ird", amounts, doc, parent, up, period) values ('a', '{1.50,null}', '{"a": 1.0}', 1, null, '[1,3)'), ('', null, 'null', null, 10, '[3,5)')`,
  )
  await run(`insert into ${table} ("we""ird") values ('gone')`)
  await run(`delete from ${table} where "we""ird" = 'gone'`)
  const [before, definition] = [await measureTable(ask, dialect, table), await texts(ask, table)]
  const schema = await readSchema(connection, dialect)
  const backup = await backUpTable(ask, dialect, { ...request, table })
  await run(`set constraints all immediate`)
  await run(`drop table ${table}`)
  expect(await restoreTable(ask, dialect, backup.name, { engine: 'PostgreSQL' })).toStrictEqual(before)
  expect(await texts(ask, table)).toStrictEqual(definition)
  const now = await readSchema(connection, dialect)
  expect(now.tables.filter((other) => other.name === table)).toStrictEqual(
    schema.tables.filter((other) => other.name === table),
  )
  const next = await ask(
    statement(`insert into ${table} ("we""ird") values ('next') returning id, n, double`),
  )
  expect(next).toStrictEqual([[25, 4, 8]])
  await run('rollback')
})

test('backUpTable() leaves nothing when its transaction is rolled back', async () => {
  const { ask, run } = await asked()
  const dialect = dialectOf(undefined)
  const table = name()
  await run(`create table ${table} (id int)`)
  await run('begin')
  const backup = await backUpTable(ask, dialect, { ...request, table })
  await run('rollback')
  await expect(measureTable(ask, dialect, backup.name)).rejects.toMatchObject({ code: 'no-table' })
  await run(`drop table ${table}`)
})

test('backUpTable() names a copy within 63 bytes, whatever the table is called', async () => {
  const { ask, run } = await asked()
  const table = `${'ä'.repeat(20)} "${'x'.repeat(10)}`
  await run('begin')
  await run(`create table "${table.replaceAll('"', '""')}" (id int)`)
  const { name: copy } = await backUpTable(ask, dialectOf(undefined), {
    ...request,
    table,
    version: 20260101120000,
  })
  expect(copy.length).toBeLessThanOrEqual(63)
  expect((await measureTable(ask, dialectOf(undefined), copy)).rows).toBe(0)
  await run('rollback')
})
