import { expect, test } from 'vitest'
import { holdfast, type Outcome } from './command.ts'
import { project } from './project.ts'

const files = {
  '001_users.up.sql': 'create table users (id integer primary key, name text);\n',
  '001_users.down.sql': '-- accept: DL01 undone\ndrop table users;\n',
  '002_rows.up.sql': "insert into users values (1, 'a');\n",
  '002_rows.down.sql': 'delete from users where id = 1;\n',
  'R__view.sql': 'drop view if exists v;\ncreate view v as select id from users;\n',
}

const keys = ({ out }: Outcome): readonly string[] => {
  const data = JSON.parse(out) as object
  return Object.keys(Array.isArray(data) ? ((data[0] as object) ?? {}) : data).toSorted()
}

/** What each command writes with --json, as README.md says it. A name that is here is never taken away or given another meaning within a major version. */
const promised: readonly (readonly [words: string, keys: readonly string[]])[] = [
  ['status', ['applied', 'line', 'pending', 'problems', 'repeated']],
  ['plan', ['line', 'pending', 'problems']],
  ['lint', ['file', 'level', 'line', 'message', 'remedy', 'rule', 'statement']],
  ['rehearse --down', ['duration', 'migrations', 'notRehearsed', 'outcome', 'survives', 'untried', 'where']],
  ['up', ['applied', 'duration', 'notRun', 'outcome']],
  ['verify', ['drift', 'isWhole', 'problems', 'proofs', 'started']],
  ['doctor', ['applied', 'facts', 'findings', 'halfway', 'ledger', 'line', 'pending']],
  ['backup users', ['at', 'engine', 'hash', 'line', 'name', 'rows', 'table', 'version']],
  ['backup --to copies', ['at', 'bytes', 'database', 'engine', 'file', 'line', 'rows', 'sha256', 'version']],
  ['down --to 1 --yes', ['applied', 'duration', 'notRun', 'outcome']],
  ['backfill', ['applied', 'duration', 'notRun', 'outcome']],
  ['new more', ['files']],
  ['sum', ['file']],
  [
    'squash --url sqlite::memory: --to 2',
    ['file', 'files', 'form', 'name', 'proof', 'squashes', 'text', 'version'],
  ],
  [
    'repair --accept-checksum 1',
    [
      'appliedAt',
      'appliedBy',
      'checksum',
      'duration',
      'engine',
      'kind',
      'name',
      'outcome',
      'statements',
      'tool',
      'version',
    ],
  ],
]

test('--json of every command has the names that were promised, and no others', async () => {
  const app = project(files)
  app.write({
    'migrations/002_rows.up.sql': "-- accept: DL04 not needed\ninsert into users values (1, 'a');\n",
  })
  for (const [words, names] of promised) {
    const told = await holdfast(app, [...words.split(' '), '--json'])
    expect({
      words,
      error: told.error.replaceAll(/^(?:apply|rehearse|undo|backup|verify).*\n/gm, ''),
      keys: keys(told),
    }).toStrictEqual({
      words,
      error: '',
      keys: [...names],
    })
  }
}, 120_000)

test('--json of an error has its code, and of a migration the file, line, statement and remedy', async () => {
  const app = project({ '001_a.sql': 'select 1;\n\nselect * from nowhere;\n' })
  const { code, out } = await holdfast(app, ['up', '--json'])
  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject({
    outcome: 'failed',
    failed: {
      version: 1,
      file: '001_a.sql',
      line: 3,
      step: 'select * from nowhere',
      left: 'old',
      error: { code: 'no-table' },
    },
    notRun: [],
  })
  app.write({ 'migrations/001_a.sql': '-- holdfast: nothing\nselect 1' })
  const odd = await holdfast(app, ['plan', '--json'])
  const { error } = JSON.parse(odd.out) as { readonly error: { readonly message: string } }
  expect(error).toMatchObject({
    name: 'HoldfastError',
    code: 'migration',
    retryable: false,
    outcome: 'not-applied',
  })
  expect(error.message).toMatch(/001_a\.sql: line 1: .*; the one there is is/)
  app.write({ 'migrations/001_a.sql': 'select 1' })
  await holdfast(app, ['up'])
  app.write({ 'migrations/001_a.sql': 'select 2' })
  const edited = await holdfast(app, ['up', '--json'])
  expect(edited.code).toBe(4)
  expect(JSON.parse(edited.out)).toMatchObject({
    error: { code: 'migration', problems: [{ kind: 'edited', version: 1, name: 'a' }] },
  })
})
