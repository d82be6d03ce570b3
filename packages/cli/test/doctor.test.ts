import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { holdfast, still } from './command.ts'
import { project } from './project.ts'

test('doctor says what it looked at, and ends with 0 when all is well', async () => {
  const app = project({ '001_a.sql': 'create table a (id bigint)' })
  await holdfast(app, ['up'])
  const { code, out, error } = await holdfast(app, ['doctor'])
  expect({ code, error }).toStrictEqual({ code: 0, error: '' })
  expect(still(out).replace(/^node +\S+\n/, '')).toBe(
    `engine         SQLite <version>
database       app.db
durability     full
· file         app.db
· readOnly     false
· journalMode  wal
· synchronous  full
· foreignKeys  true
· pageSize     4096
line           app
ledger         ${['', '_events', '_steps', '_locks', '_repeatables'].map((name) => `schema_migrations${name} complete`).join(', ')}
history        1 applied, 0 migrations pending
lock           free

All is well.
`,
  )
})

test('doctor names leftovers, odd files and weak durability, the worst first, each with its remedy', async () => {
  const app = project({
    '001_a.sql':
      'create table a (id bigint);\ncreate table holdfast_new_a (id bigint);\ncreate table holdfast_stash_gone (id bigint)',
    'add_email.sql': 'select 1',
    '001_a.md': 'notes',
    'table.ts': '',
  })
  await holdfast(app, ['up'])
  const { code, out } = await holdfast(app, ['doctor', '--url', 'sqlite:app.db?durability=normal'])
  expect(code).toBe(1)
  expect(out.slice(out.indexOf('\n\n') + 2))
    .toBe(`problem: "holdfast_new_a" was put aside while "a" was rebuilt, and nobody came back for it
  → compare its rows with those of "a", then drop it
problem: "holdfast_stash_gone" was put aside while "gone" was rebuilt, and "gone" is gone: it is the only copy
  → rename it to "gone"; never drop it
note: add_email.sql has no number, so it is never run
  → give it one, as 001_name.sql, or move it out of the folder
note: table.ts has no number, so it is never run
  → give it one, as 001_name.sql, or move it out of the folder
note: the last commits may be missing after power loss
  → open the database with full durability, unless that is what you want
`)
})

test('doctor ends with 4 when the history does not fit, also when a name stops the whole folder', async () => {
  const app = project({
    '001_a.sql': 'create table a (id bigint)',
    '002_b.sql': 'create table b (id bigint)',
  })
  await holdfast(app, ['up'])
  rmSync(join(app.folder, 'migrations/001_a.sql'))
  const missing = await holdfast(app, ['doctor'])
  expect(missing.code).toBe(4)
  expect(missing.out).toContain(
    'problem: 1 "a" was applied and is gone from the source\n  → put it back, from version control or another branch\n',
  )
  app.write({ 'migrations/001_a.sql': 'create table a (id bigint)', 'migrations/3 c.sql': '' })
  const odd = await holdfast(app, ['doctor'])
  expect(odd.code).toBe(1)
  expect(odd.out).toContain('problem: the file "3 c.sql" has an odd name\n  → name it 001_name.sql')
})

test('status, plan, verify and doctor --store look at the history of a store’s own tables, and refuse an unknown one', async () => {
  const app = project({ '001_a.sql': 'create table a (id bigint)' })
  await holdfast(app, ['up'])
  const status = await holdfast(app, ['status', '--store', 'key-value'])
  expect(status.code).toBe(0)
  expect(status.out).toMatch(/line key-value\n\n1 {2}key-value {2}applied .*\n\n1 applied, 0 pending\n$/)
  for (const command of ['plan', 'verify', 'doctor'])
    expect((await holdfast(app, [command, '--store', 'key-value'])).code).toBe(0)
  const { out } = await holdfast(app, ['doctor', '--store', 'key-value'])
  expect(out).toContain('ledger         holdfast_migrations complete')
  const unknown = await holdfast(app, ['status', '--store', 'nothing'])
  expect(unknown.code).toBe(2)
  expect(unknown.error).toMatch(/the stores are .*key-value/)
})

test('doctor tells of a try that failed and what to do, and ends with 1', async () => {
  const app = project({
    '001_a.sql': 'create table a (id bigint)',
    '002_b.sql': 'create table b (id bigint);\ninsert into nowhere values (1)',
  })
  expect((await holdfast(app, ['up', '--rehearse', 'never'])).code).toBe(1)
  const { code, out } = await holdfast(app, ['doctor'])
  expect(code).toBe(1)
  expect(out).toMatch(
    /problem: 2 "b" failed on \S+, line 2, at "insert into nowhere values" \(no-table\)\n {2}→ mend 002_b.sql or the data, then apply it/,
  )
})

test('verify finds nothing of a database that was never migrated', async () => {
  expect(await holdfast(project(), ['verify'])).toStrictEqual({
    code: 0,
    out: 'The database is what its history says.\n',
    error: '',
  })
})

test('doctor notes a number that is left out among others that follow each other, and none of numbers by time', async () => {
  const file = 'select 1'
  const counted = project({ '001_a.sql': file, '002_b.sql': file, '003_c.sql': file, '006_d.sql': file })
  const { code, out } = await holdfast(counted, ['doctor'])
  expect(code).toBe(0)
  expect(out).toContain(
    'note: behind 3 comes 6: 4 to 5 are not there\n  → look whether a branch still has it',
  )
  const timed = project({ '20260101120000_a.sql': file, '20260105130000_b.sql': file })
  expect((await holdfast(timed, ['doctor'])).out).toContain('All is well.')
})
