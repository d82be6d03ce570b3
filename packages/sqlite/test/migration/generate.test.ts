import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  boolean,
  defineTable,
  describeChange,
  integer,
  open,
  sql,
  text,
  type AnyTable,
  type Database,
  type Migration,
} from '@holdfast/core'
import { expect, test } from 'vitest'
import { sqlite } from '../../src/index.ts'
import { afterwards, scratchFile } from '../scratch.ts'

const opened = async (): Promise<Database> => {
  const db = await open(sqlite(scratchFile()))
  afterwards(() => db.close())
  return db
}

const id = text().primaryKey()
const none = { migrations: [] } as const

/** What a generated module exports. It has to lie where `@holdfast/core` can be found. */
const loaded = async (source: string): Promise<Pick<Migration, 'up' | 'accept'>> => {
  const folder = mkdtempSync(join(import.meta.dirname, 'generated-'))
  afterwards(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'migration.ts'), source)
  return (await import(join(folder, 'migration.ts'))) as Pick<Migration, 'up' | 'accept'>
}

const differences = async (db: Database, tables: readonly AnyTable[]): Promise<readonly string[]> =>
  (await db.migrations(none).difference({ tables })).changes.map(describeChange)

test('generate() writes SQL with a head, what is to be accepted, and each change with its hazards', async () => {
  const db = await opened()
  await db.createTables([defineTable('users', { id, old: text(), age: integer() })])
  const teams = defineTable('teams', { id })
  const users = defineTable('users', {
    id,
    age: integer().nullable(),
    teamId: text()
      .nullable()
      .references(() => teams.id, { onDelete: 'cascade' }),
  })
  const made = await db.migrations(none).generate({ tables: [users, teams], name: 'add teams' })
  expect(made.text)
    .toBe(`-- add teams: generated for sqlite. Read it before it is applied: what it says is yours from now on.
-- What it loses no migration brings back.
-- accept: DL02 <why?>
-- accept: DL07 <why?>

-- makes the table "teams" (additive)
create table "teams" (
  "id" TEXT not null,
  primary key ("id")
) STRICT;

-- adds the column "team_id" to "users" (additive)
alter table "users" add column "team_id" TEXT constraint "users_team_id_reference" references "teams" ("id") on delete cascade;

-- changes the column "age" of "users": allows nulls (widening)
--   SL12: a library before SQLite 3.53 does not know the statement
alter table "users" alter column "age" drop not null;

-- adds the index "users_team_id_index" to "users" (additive)
create index "users_team_id_index" on "users" ("team_id");

-- drops the column "old" of "users" (destructive)
--   DL02: every value of "users"."old" is lost
--   BC02: an older version of the application still reads it
--   DL07: perhaps it should be renamed to users.team_id: then answer so and generate anew
alter table "users" drop column "old";
`)
  expect(made.sidecar).toMatchObject({ class: 'destructive', reversible: false, backend: 'sqlite' })
  expect(made.sidecar.questions).toEqual([{ from: 'users.old', to: ['users.team_id'] }])
})

test('generate() writes a module of verbs where a table has to be made anew, and it makes the database as wanted', async () => {
  const db = await opened()
  await db.createTables([defineTable('users', { id, credits: text(), active: boolean(), old: text() })])
  await db.run(sql`insert into users (id, credits, active, old) values ('a', '12', 1, 'x')`)
  const users = defineTable('users', {
    id,
    credits: integer(),
    active: boolean(),
    note: text().default(`it's`),
  })
  const notes = defineTable(
    'notes',
    { id, body: text().unique(), parent: text().nullable().references('id') },
    { check: { told: { body: { ne: '' } } }, index: [['parent', 'body']] },
  )
  const made = await db.migrations(none).generate({ tables: [users, notes], name: 'retype' })
  expect(made).toMatchObject({ form: 'module', unwritten: [] })
  expect(made.text).toContain(`changeColumnType('users', 'credits', integer())`)
  expect(made.text).toContain(`addColumn('users', 'note', text().default('it\\'s'))`)
  const { up, accept } = await loaded(made.text.replaceAll('<why?>', 'nobody reads it'))
  expect(Object.keys(accept!)).toEqual(['DL05', 'DL02', 'DL07'])
  await db.migrations({ migrations: [{ version: 1, name: 'retype', up, accept: accept! }] }).apply()
  expect(await differences(db, [users, notes])).toEqual([])
  expect(await db.records(users).get('a')).toMatchObject({ credits: 12, active: true, note: `it's` })
})

test('generate() tells what it cannot write, and its text cannot be applied before somebody has', async () => {
  const db = await opened()
  await db.createTables([defineTable('users', { id, n: integer().default(1) })])
  const users = defineTable('users', { id: text(), n: integer().default(2) }, { primaryKey: ['id', 'n'] })
  for (const form of ['sql', 'module'] as const) {
    const made = await db.migrations(none).generate({ tables: [users], name: 'n', form })
    const key = { kind: 'change-primary-key' }
    expect(made.unwritten).toMatchObject(form === 'module' ? [key] : [{ aspect: 'default' }, key])
    const up = form === 'sql' ? made.text : (await loaded(made.text)).up
    await expect(
      db.migrations({ migrations: [{ version: 1, name: 'n', up }] }).apply(),
    ).rejects.toMatchObject({
      code: 'migration',
    })
  }
})
