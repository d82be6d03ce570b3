import { expect, test } from 'vitest'
import { holdfast, still } from './command.ts'
import { project } from './project.ts'

const users = {
  '001_users.up.sql':
    'create table users (id bigint primary key, name text);\ninsert into users values (1, null);\n',
  '001_users.down.sql': '-- accept: DL01 nobody uses them yet\ndrop table users;\n',
  '002_email.sql': 'alter table users add column email text;\n',
}

test('status, up and status again show the history as people read it', async () => {
  const app = project(users)
  const before = await holdfast(app, ['status'])
  expect({ ...before, out: still(before.out) }).toStrictEqual({
    code: 0,
    out: 'SQLite <version> · app.db · line app\n\n1  users  pending\n2  email  pending\n\n0 applied, 2 pending\n',
    error: '',
  })
  const run = await holdfast(app, ['up', '--rehearse', 'always'])
  expect({ ...run, out: still(run.out) }).toStrictEqual({
    code: 0,
    out: 'applied  1  users <duration>\napplied  2  email <duration>\n\n2 migrations applied in <duration>\n',
    error: 'rehearse: 1 users\nrehearse: 2 email\napply: 1 users\napply: 2 email\n',
  })
  expect(await holdfast(app, ['up'])).toStrictEqual({ code: 0, out: 'Nothing to do.\n', error: '' })
  expect(still((await holdfast(app, ['status'])).out)).toBe(
    'SQLite <version> · app.db · line app\n\n1  users  applied  <time> <duration>\n2  email  applied  <time> <duration>\n\n2 applied, 0 pending\n',
  )
})

test('plan shows the statements of what is pending, and where they stand', async () => {
  const app = project(users)
  expect((await holdfast(app, ['plan', '--to', '1'])).out).toBe(
    [
      '1 users  001_users.up.sql, one transaction',
      '  create table users (id bigint primary key, name text)  line 1',
      '  insert into users values (1, null)  line 2',
      '',
    ].join('\n'),
  )
})

test('--json writes the data of the API unchanged to standard output, and nothing else', async () => {
  const app = project(users)
  const planned = JSON.parse((await holdfast(app, ['plan', '--json'])).out) as object
  expect(planned).toMatchObject({
    line: 'app',
    problems: [],
    pending: [{ version: 1, transaction: 'one' }, { version: 2 }],
  })
  const report = JSON.parse((await holdfast(app, ['up', '--json'])).out) as object
  expect(report).toMatchObject({
    outcome: 'applied',
    applied: [{ version: 1, name: 'users' }, { version: 2 }],
    notRun: [],
  })
  const status = JSON.parse((await holdfast(app, ['status', '--json'])).out) as object
  expect(status).toMatchObject({
    pending: [],
    applied: [{ kind: 'sql', statements: 2, outcome: 'applied' }, {}],
  })
})

test('status --check ends with 3 while migrations are pending', async () => {
  const app = project(users)
  expect((await holdfast(app, ['status', '--check'])).code).toBe(3)
  await holdfast(app, ['up'])
  expect((await holdfast(app, ['status', '--check'])).code).toBe(0)
})

test('an edited migration ends every command with 4, and repair accepts it', async () => {
  const app = project(users)
  await holdfast(app, ['up'])
  app.write({ 'migrations/002_email.sql': 'alter table users add column mail text;\n' })
  const { code, out } = await holdfast(app, ['status'])
  expect(code).toBe(4)
  expect(out).toContain('edited: 002_email.sql was edited at line 1 after it was applied')
  expect((await holdfast(app, ['plan'])).code).toBe(4)
  const run = await holdfast(app, ['up'])
  expect(run.code).toBe(4)
  expect(run.error).toContain('error[migration]: Cannot migrate: 002_email.sql was edited')
  const repaired = await holdfast(app, ['repair', '--accept-checksum', '2'])
  expect(repaired).toStrictEqual({ code: 0, out: '2 email is accepted as it is now.\n', error: '' })
  expect((await holdfast(app, ['up'])).code).toBe(0)
})

test('a migration that fails ends with 1, and what was done, what failed and what was not run is told', async () => {
  const app = project({
    ...users,
    '002_email.sql': '-- one\ninsert into nowhere values (1);\n',
    '003_last.sql': 'select 1;\n',
  })
  const human = await holdfast(app, ['up', '--rehearse', 'never'])
  expect(human.code).toBe(1)
  expect(still(human.out)).toBe(
    [
      'applied  1  users <duration>',
      'failed   2  email  at insert into nowhere values, line 2; as it was before',
      'not run  3  last',
      '',
      '1 migration applied in <duration>',
      '',
    ].join('\n'),
  )
  expect(human.error).toContain('error[migration]: Cannot apply 002_email.sql, line 2')
  const asData = await holdfast(app, ['up', '--json'])
  expect(asData.code).toBe(1)
  expect(JSON.parse(asData.out)).toMatchObject({
    outcome: 'failed',
    applied: [],
    failed: { version: 2, file: '002_email.sql', line: 2, left: 'old', error: { code: 'no-table' } },
    notRun: [{ version: 3 }],
  })
})

test('down asks, and where nobody can answer it wants --yes', async () => {
  const app = project({
    '001_users.up.sql': users['001_users.up.sql'],
    '001_users.down.sql': users['001_users.down.sql'],
  })
  await holdfast(app, ['up'])
  const asked = await holdfast(app, ['down', '--to', '0'])
  expect(asked.code).toBe(2)
  expect(asked.error).toContain(
    'Cannot ask: Undo 1 migration (1 users)? Nobody is at a terminal here; say yes with --yes',
  )
  const done = await holdfast(app, ['down', '--to', '0', '--yes'])
  expect({ ...done, out: still(done.out) }).toStrictEqual({
    code: 0,
    out: 'undone  1  users <duration>\n\n1 migration undone in <duration>\n',
    error: 'undo: 1 users\n',
  })
  expect((await holdfast(app, ['status', '--check'])).code).toBe(3)
})

test('baseline writes down what is there without running it', async () => {
  const app = project({
    '001_a.sql': 'insert into nowhere values (1)',
    '002_b.sql': 'create table b (id bigint)',
  })
  expect(await holdfast(app, ['baseline', '1'])).toStrictEqual({
    code: 0,
    out: '1 migration written down as there, up to 1.\n',
    error: '',
  })
  const { out } = await holdfast(app, ['up', '--json'])
  expect(JSON.parse(out)).toMatchObject({ applied: [{ version: 2 }] })
})

test('two lines and ledgers in one database know nothing of each other', async () => {
  const app = project({ '001_a.sql': 'create table a (id bigint)' })
  app.write({ 'plugin/001_b.sql': 'create table b (id bigint)' })
  expect((await holdfast(app, ['up'])).code).toBe(0)
  const plugin = ['--line', 'plugin', '--ledger', 'plugin_history', '--dir', 'plugin']
  expect((await holdfast(app, ['status', '--check', ...plugin])).code).toBe(3)
  expect((await holdfast(app, ['up', ...plugin])).code).toBe(0)
  expect((await holdfast(app, ['status', '--check', ...plugin])).code).toBe(0)
})
