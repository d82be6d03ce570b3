import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { holdfast } from './command.ts'
import { project } from './project.ts'

const files = {
  '001_users.sql':
    "create table users (id integer primary key, name text);\ninsert into users values (1, 'a');\n",
  '002_more.up.sql': 'alter table users add column age integer;\nupdate users set age = 7 where id = 1;\n',
  '002_more.down.sql': '-- accept: DL02 it is undone\nalter table users drop column age;\n',
}

test('squash writes a file that a new database starts from, and one that applied the others does not run', async () => {
  const app = project(files)
  await holdfast(app, ['up'])
  await holdfast(app, ['sum'])
  const full = await holdfast(app, ['squash'])
  expect(full.code).toBe(1)
  expect(full.error).toContain('name an empty one')
  const shown = await holdfast(app, ['squash', '--url', 'sqlite::memory:', '--dry-run'])
  expect({ code: shown.code, error: shown.error }).toStrictEqual({ code: 0, error: '' })
  expect(shown.out).toContain('-- squashes: 1 ')
  const made = await holdfast(app, ['squash', 'first', 'year', '--url', 'sqlite::memory:'])
  expect(made.out).toBe(
    'migrations/002_first_year.squash.sqlite.sql\n\nIt stands for 2 migrations, and was proved to lead to the same 1 table with 1 row.\n',
  )
  const text = readFileSync(join(app.folder, 'migrations/002_first_year.squash.sqlite.sql'), 'utf8')
  expect(text).toContain('insert into')
  expect((await holdfast(app, ['sum', '--check'])).code).toBe(0)
  for (const file of Object.keys(files)) rmSync(join(app.folder, 'migrations', file))
  await holdfast(app, ['sum'])
  expect((await holdfast(app, ['status', '--check'])).code).toBe(0)
  const fresh = await holdfast(app, ['up', '--url', 'sqlite:new.db'])
  expect(fresh.out).toMatch(/^applied +2 +first_year /)
  const before = await holdfast(app, ['verify', '--url', 'sqlite:new.db'])
  expect(before.code).toBe(0)
  expect(existsSync(join(app.folder, 'new.db'))).toBe(true)
}, 120_000)

test('rehearse --down says that a down brings back what was there, and ends with 1 where it does not', async () => {
  const app = project(files)
  const good = await holdfast(app, ['rehearse', '--down'])
  expect(good.code).toBe(0)
  expect(good.out).toContain('down and up again: as it was')
  app.write({ 'migrations/002_more.down.sql': 'select 1;\n' })
  const { code, out } = await holdfast(app, ['rehearse', '--down'])
  expect(code).toBe(1)
  expect(out).toMatch(
    /fails 2 more when it is undone, at undo it, and do it again \(002_more\.down\.sql\): .*column age/,
  )
})

test('up tells what was changed by other ways, and with --drift refuse ends with 4', async () => {
  const app = project({ '001_users.sql': files['001_users.sql'] })
  await holdfast(app, ['up'])
  app.write({ 'other/001_x.sql': 'create table stranger (id bigint)' })
  await holdfast(app, ['up', '--dir', 'other', '--ledger', 'other_history'])
  const quiet = await holdfast(app, ['up'])
  expect(quiet).toMatchObject({ code: 0, out: 'Nothing to do.\n' })
  const refused = await holdfast(app, ['up', '--drift', 'refuse'])
  expect(refused.code).toBe(4)
  expect(refused.error).toContain('table stranger')
  app.write({ 'migrations/002_b.sql': 'create table b (id bigint)' })
  const told = await holdfast(app, ['up'])
  expect(told.code).toBe(0)
  expect(told.out).toMatch(/^drift: table stranger/)
})
