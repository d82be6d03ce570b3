import { randomUUID } from 'node:crypto'
import { open, sql } from '@holdfast/core'
import { duckdb } from '@holdfast/duckdb'
import { postgres } from '@holdfast/postgres'
import { postgresUrl } from '@holdfast/postgres-server'
import { expect, onTestFinished, test } from 'vitest'
import { holdfast, still } from './command.ts'
import { project } from './project.ts'

/** A database of its own, dropped after the test. */
const database = async (): Promise<string> => {
  const server = await open(postgres(await postgresUrl()), { schema: 'off' })
  const name = `cli_${randomUUID().slice(0, 8)}`
  await server.run(sql`create database ${sql.identifier(name)}`)
  onTestFinished(async () => {
    await server.run(sql`drop database ${sql.identifier(name)} with (force)`)
    await server.close()
  })
  const url = new URL(await postgresUrl())
  url.pathname = `/${name}`
  return url.href
}

const migrations = {
  '001_users.sql': 'create table users (id bigint primary key, name text)',
  '001_users.down.sql': 'drop table users',
  '002_rows.sql': 'insert into users values (1, null)',
  '002_rows.down.sql': 'delete from users where id = 1',
}

test.each([
  ['DuckDB', 'duckdb', async (): Promise<string> => 'duckdb:my data.duckdb', 1],
  ['PostgreSQL', 'postgres', database, 3],
] as const)('%s: a database is migrated, looked at and undone', async (_, backend, urlOf, before) => {
  const at = ['--url', await urlOf()]
  const app = project(migrations, ['core', backend])
  expect((await holdfast(app, ['status', '--check', ...at])).code).toBe(before)
  const run = await holdfast(app, ['up', ...at])
  expect({ code: run.code, out: still(run.out) }).toStrictEqual({
    code: 0,
    out: 'applied  1  users <duration>\napplied  2  rows <duration>\n\n2 migrations applied in <duration>\n',
  })
  expect((await holdfast(app, ['down', '--to', '1', '--yes', ...at])).code).toBe(0)
  expect((await holdfast(app, ['status', '--check', ...at])).code).toBe(3)
  const looked = await holdfast(app, ['doctor', '--json', ...at])
  expect(looked.error).toBe('')
  expect(JSON.parse(looked.out)).toMatchObject({ applied: 1, pending: 1, halfway: [] })
})

test('PostgreSQL: while somebody migrates, status and doctor say who, and up waits, leaves it or ends with 75', async () => {
  const url = await database()
  const app = project(migrations, ['core', 'postgres'])
  const db = await open(postgres({ url, applicationName: 'the other host' }))
  onTestFinished(() => db.close())
  let finish = (): void => undefined
  let begin = (): void => undefined
  const begun = new Promise<void>((resolve) => (begin = resolve))
  const until = new Promise<void>((resolve) => (finish = resolve))
  const migrating = db.migrate({
    migrations: [
      {
        version: 1,
        name: 'slow',
        up: async () => {
          begin()
          await until
        },
      },
    ],
  })
  await begun
  const at = ['--url', url]
  expect((await holdfast(app, ['status', ...at])).out).toMatch(/^migrating now: the other host process \d+/m)
  expect((await holdfast(app, ['doctor', ...at])).out).toMatch(/^lock +held by the other host process \d+/m)
  const left = await holdfast(app, ['up', '--when-locked', 'skip', ...at])
  expect(left).toMatchObject({ code: 0, out: 'Another host is migrating; it was left to that one.\n' })
  const failed = await holdfast(app, ['up', '--when-locked', 'fail', ...at])
  expect(failed.code).toBe(75)
  expect(failed.error).toContain('error[busy]')
  const waited = await holdfast(app, ['up', ...at], { whenItSays: () => finish() })
  await migrating
  // The other host applied another 1, so this folder does not fit its history.
  expect(waited.code).toBe(4)
  expect(waited.error).toMatch(/waits for the other host process \d+ from /)
})

test('DuckDB: a file that another process holds ends with 75', async () => {
  const app = project({ '001_a.sql': 'create table a (id bigint)' }, ['core', 'duckdb'])
  const db = await open(duckdb(`${app.folder}/app.duckdb`))
  onTestFinished(() => db.close())
  const { code, error } = await holdfast(app, ['up', '--url', 'duckdb:app.duckdb'])
  expect({ code, error }).toMatchObject({
    code: 75,
    error: expect.stringContaining('error[in-use]') as unknown,
  })
})

test('rehearse --also tells whether the migrations do the same on every engine', async () => {
  const app = project(
    {
      '001_users.sql':
        'create table users (id bigint primary key, name varchar(20) not null, email text unique);\ncreate index users_by_name on users (name);\n',
      '003_steps.js': `import { defineTable, integer, text } from '@holdfast/core'
import { addCheck, addColumn, addReference, addUnique, changeColumnType, createIndex, createTable, dropColumn, renameColumn, run } from '@holdfast/core/migration'
const owners = defineTable('owners', { id: integer().primaryKey(), name: text() })
const pets = defineTable('pets', { id: integer().primaryKey(), owner: integer().references(() => owners.id), name: text(), old: text().nullable() })
export const up = [
  createTable(owners),
  createTable(pets),
  run('fill', async (tx) => {
    await tx.records(owners).insert({ id: 1, name: '7' })
    await tx.records(pets).insertMany([{ id: 1, owner: 1, name: 'a', old: 'x' }, { id: 2, owner: 1, name: 'b', old: null }])
  }),
  addColumn('pets', 'age', integer(), { backfill: '7' }),
  changeColumnType('owners', 'name', integer()),
  addUnique('owners', ['name']),
  addCheck('pets', 'grown', 'age > 0'),
  createIndex('pets', 'pets_by_owner', ['owner']),
  renameColumn('pets', 'name', 'called'),
  dropColumn('pets', 'old'),
]`,
      '002_rows.sql': "insert into users values (1, 'a', null);\nalter table users add column age bigint;\n",
    },
    ['core', 'sqlite', 'duckdb', 'postgres'],
  )
  const also = ['--url', 'sqlite::memory:', '--also', 'duckdb::memory:', '--also', await database()]
  const same = await holdfast(app, ['rehearse', ...also])
  expect({ code: same.code, error: same.error.includes('error') }).toStrictEqual({ code: 0, error: false })
  expect(same.out).toMatch(
    /^on sqlite\n[^]*^on duckdb\n[^]*^on postgres\n[^]*^The same on sqlite, duckdb, postgres\.\n$/m,
  )
  app.write({
    'migrations/002_rows.duckdb.sql': "insert into users values (1, 'a', null), (2, 'b', null);\n",
  })
  const other = await holdfast(app, ['rehearse', ...also, '--json'])
  expect(other.code).toBe(1)
  expect(JSON.parse(other.out)).toMatchObject({
    isPortable: false,
    differences: [
      '2 rows: table users: column age: added, nullable: on sqlite, postgres alone',
      '2 rows: table users: rows +1: on sqlite, postgres alone',
      '2 rows: table users: rows +2: on duckdb alone',
    ],
  })
  app.write({
    'migrations/004_wrong.postgres.sql': 'select nonsense',
    'migrations/004_wrong.sql': 'select 1',
  })
  const fails = await holdfast(app, ['rehearse', ...also])
  expect({ code: fails.code, last: fails.out.split('\n').at(-2) }).toStrictEqual({
    code: 1,
    last: 'Not the same everywhere.',
  })
  expect(fails.out).toContain('fails 4 wrong')
}, 120_000)

test('PostgreSQL: rehearse tells what its rollback did not bring back', async () => {
  const at = ['--url', await database()]
  const app = project(
    {
      '001_users.sql': 'create table users (id serial primary key, name text)',
      '002_rows.sql': `insert into users (name) values ('a'), ('b')`,
    },
    ['core', 'postgres'],
  )
  await holdfast(app, ['up', '--to', '1', ...at])
  const { code, out } = await holdfast(app, ['rehearse', ...at])
  expect(code).toBe(0)
  expect(still(out)).toContain('not brought back: sequence users_id_seq went on from its beginning to 2')
  const data = JSON.parse((await holdfast(app, ['rehearse', '--json', ...at])).out)
  expect(data.survives[0]).toStrictEqual({ what: 'sequence', name: 'users_id_seq', before: 2, after: 4 })
})
