import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { holdfast, still } from './command.ts'
import { project, type Project } from './project.ts'

const users = {
  '001_users.sql':
    "create table users (id integer primary key, name text not null, old text);\ninsert into users values (1, 'a', 'b');\n",
}
const drop = 'alter table users drop column old;\n'

const withHazard = async (): Promise<Project> => {
  const app = project(users)
  await holdfast(app, ['up'])
  app.write({ 'migrations/002_drop.sql': drop })
  return app
}

test('lint, rehearse and up end with 5 for a hazard that nobody accepted, and up changes nothing', async () => {
  const app = await withHazard()
  const linted = await holdfast(app, ['lint'])
  expect(linted).toMatchObject({ code: 5, error: '' })
  expect(linted.out).toMatch(
    /^refused DL02 002_drop\.sql:1: drops the column old of users, which 1 row has a value in\n {2}→ /,
  )
  expect((await holdfast(app, ['rehearse'])).code).toBe(5)
  const run = await holdfast(app, ['up'])
  expect(run.code).toBe(5)
  expect(run.error).toContain('accept it in the file with "-- accept: DL02 why"')
  app.write({ 'migrations/002_drop.sql': `-- accept: DL02 nobody reads it\n${drop}` })
  const accepted = await holdfast(app, ['lint'])
  expect(accepted).toMatchObject({ code: 0 })
  expect(accepted.out).toContain('  → accepted: nobody reads it\n')
  expect((await holdfast(app, ['up'])).code).toBe(0)
})

test('lint warns of files that are written oddly, and with --portable of what one engine alone takes', async () => {
  const app = project({
    '001_users.sql': 'create table users (id integer primary key autoincrement);\r\n',
    '002_notes.sql': 'create table notes (id integer primary key);',
    '03_own.sqlite.sql': 'pragma user_version = 7;',
  })
  const found = async (...words: readonly string[]): Promise<readonly string[]> => {
    const { code, out } = await holdfast(app, ['lint', '--json', ...words])
    expect(code).toBe(0)
    const findings = JSON.parse(out) as readonly Readonly<Record<'rule' | 'level' | 'file', string>>[]
    return findings.map(({ rule, level, file }) => `${rule} ${level} ${file}`)
  }
  const odd = ['FS03 warn 001_users.sql', 'FS01 warn 03_own.sqlite.sql']
  expect(await found()).toStrictEqual(odd)
  expect((await found('--portable')).toSorted()).toStrictEqual([...odd, 'PT01 warn 001_users.sql'].toSorted())
  expect((await holdfast(app, ['up'])).code).toBe(0)
})

test('lint is data, a table for a pull request, or SARIF with paths from the root of the project', async () => {
  const app = await withHazard()
  const data = JSON.parse((await holdfast(app, ['lint', '--json'])).out) as readonly object[]
  expect(data[0]).toMatchObject({ rule: 'DL02', level: 'refuse', file: '002_drop.sql', line: 1 })
  const markdown = (await holdfast(app, ['lint', '--format', 'markdown'])).out
  expect(markdown).toContain('| migrations/002_drop.sql:1 | DL02 | **refused** |')
  const sarif = JSON.parse((await holdfast(app, ['lint', '--format', 'sarif'])).out) as object
  expect(sarif).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            rules: expect.arrayContaining([
              expect.objectContaining({
                id: 'DL02',
                help: { text: expect.stringMatching(/^Copy the values/) as unknown },
              }),
            ]) as unknown,
          },
        },
        results: [
          {
            ruleId: 'DL02',
            level: 'error',
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'migrations/002_drop.sql' },
                  region: { startLine: 1 },
                },
              },
            ],
          },
          {},
        ],
      },
    ],
  })
})

test('rehearse tells what would change, and changes nothing', async () => {
  const app = project(users)
  await holdfast(app, ['up'])
  app.write({
    'migrations/002_more.sql':
      "insert into users values (2, 'c', 'd');\ncreate table orders (id integer) strict;\n",
  })
  const { code, out } = await holdfast(app, ['rehearse'])
  expect(code).toBe(0)
  expect(still(out)).toBe(
    '2 more <duration>\n  table orders: added\n  table users: 1 row → 2 rows\n  table orders: not there → 0 rows\n  the database: write lock of the file, writers wait\n\nIt would pass. Tried in a transaction, rolled back, in <duration>\n',
  )
  app.write({
    'migrations/002_more.sql': '-- accept: DL02 never read\nalter table users drop column old',
    'migrations/003_tidy.sql': '-- holdfast: no-transaction\nvacuum',
  })
  const lossy = await holdfast(app, ['rehearse', '--copy-bytes', '1', '--to', '2'])
  expect(still(lossy.out)).toContain(
    '  table users: column old: removed\n  table users: 1 row\n  table users: written anew\n  the database: write lock of the file, writers wait\n  users.old: 1 value dropped, as of 1\n',
  )
  const small = await holdfast(app, ['rehearse', '--copy-bytes', '1'])
  expect({ code: small.code, out: still(small.out) }).toMatchObject({ code: 0 })
  expect(small.out).toMatch(
    /not tried: vacuum: the engine refuses it inside of a transaction; .*1 are allowed for a copy; .*--copy-bytes/,
  )
  const data = JSON.parse((await holdfast(app, ['rehearse', '--json'])).out)
  expect(data).toMatchObject({
    outcome: 'passes',
    where: 'copy',
    notRehearsed: [],
    migrations: [
      {
        version: 2,
        lost: [{ table: 'users', column: 'old', count: 1, samples: [[1]] }],
        rewritten: ['users'],
      },
      { version: 3, lost: [], rewritten: [] },
    ],
  })
  expect((await holdfast(app, ['status', '--check'])).code).toBe(3)
})

test('verify tells what was proved of each migration', async () => {
  const app = project(users)
  await holdfast(app, ['up'])
  app.write({
    'migrations/002_remark.js': `import { text } from '@holdfast/core'
import { changeColumnType } from '@holdfast/core/migration'
export const up = [changeColumnType('users', 'id', text())]
`,
  })
  expect((await holdfast(app, ['up'])).code).toBe(0)
  expect((await holdfast(app, ['verify'])).out).toBe(
    'The database is what its history says.\n2 remark: 1 table with 1 row proved the same\n2 remark: users.id from INTEGER to TEXT, 1 row, nothing lost\n',
  )
})

test('verify and doctor end with 4 for a schema that was changed by other ways', async () => {
  const app = project(users)
  await holdfast(app, ['up'])
  expect(await holdfast(app, ['verify'])).toStrictEqual({
    code: 0,
    out: 'The database is what its history says.\n',
    error: '',
  })
  app.write({ 'other/001_x.sql': 'create table stranger (id bigint)' })
  await holdfast(app, ['up', '--dir', 'other', '--line', 'other', '--ledger', 'other_history'])
  const { code, out } = await holdfast(app, ['verify'])
  expect({ code, out: out.split('\n')[0] }).toStrictEqual({
    code: 4,
    out: expect.stringMatching(/^drift: table /) as unknown,
  })
  const looked = await holdfast(app, ['doctor'])
  expect(looked.code).toBe(4)
  expect(looked.out).toContain('problem: changed by other ways since the last run: table stranger')
})

test('what a migration drops is copied first, and restore brings it back', async () => {
  const app = project(users)
  await holdfast(app, ['up'])
  app.write({ 'migrations/002_drop.sql': '-- accept: DL01 it moved\ndrop table users;\n' })
  expect((await holdfast(app, ['up'])).code).toBe(0)
  const [copy] = JSON.parse((await holdfast(app, ['backup', '--json'])).out) as readonly {
    readonly name: string
  }[]
  expect(copy).toMatchObject({ table: 'users', rows: 1, version: 2 })
  expect((await holdfast(app, ['backup'])).out).toContain(`${copy?.name}  of users  1 row  `)
  const back = await holdfast(app, ['restore', copy?.name ?? ''])
  expect(back).toStrictEqual({ code: 0, out: `1 row back from ${copy?.name}.\n`, error: '' })
  const again = await holdfast(app, ['restore', copy?.name ?? '', '--replace'])
  expect(again.code).toBe(2)
  expect(again.error).toContain('say yes with --yes')
  expect((await holdfast(app, ['restore', copy?.name ?? '', '--replace', '--yes'])).code).toBe(0)
})

const definitions = (columns: string): string => `import { defineTable, integer, text } from '@holdfast/core'
export const tables = [defineTable('users', { id: integer().primaryKey(), ${columns} })]
`

test('generate writes the next migration from definitions, and up makes them so', async () => {
  const app = project()
  app.write({ 'tables.js': definitions('name: text()') })
  const first = await holdfast(app, ['generate', 'make', 'users', '--tables', 'tables.js'])
  expect({ code: first.code, error: first.error }).toStrictEqual({ code: 0, error: '' })
  const files = readdirSync(join(app.folder, 'migrations')).toSorted()
  expect(files.every((file) => file.startsWith('001_make_users.'))).toBe(true)
  expect((await holdfast(app, ['up'])).code).toBe(0)
  const same = await holdfast(app, ['generate', 'nothing', '--tables', 'tables.js'])
  expect(same.out).toBe('The database is as it is defined: there is nothing to write.\n')
  expect(readdirSync(join(app.folder, 'migrations')).toSorted()).toStrictEqual(files)
})

test('generate writes a module that this Node.js can load, whatever it refers to', async () => {
  const app = project()
  app.write({
    'tables.js': `import { defineTable, integer } from '@holdfast/core'
const users = defineTable('users', { id: integer().primaryKey() })
export const tables = [users, defineTable('notes', { id: integer().primaryKey(), user: integer().references(() => users.id) })]`,
  })
  const made = await holdfast(app, ['generate', 'notes', '--tables', 'tables.js', '--form', 'module'])
  expect(made.out).toMatch(/001_notes\.(?:ts|js)/)
  expect(await holdfast(app, ['up'])).toMatchObject({ code: 0 })
  const again = await holdfast(app, ['generate', 'none', '--tables', 'tables.js'])
  expect(again.out).toContain('is as it is defined')
})

test('generate asks about a rename and never guesses, and its answer is an option', async () => {
  const app = project()
  app.write({ 'tables.js': definitions('name: text()') })
  await holdfast(app, ['generate', 'users', '--tables', 'tables.js'])
  await holdfast(app, ['up'])
  app.write({ 'tables.js': definitions('fullName: text()') })
  const asked = await holdfast(app, ['generate', 'rename', '--tables', 'tables.js', '--dry-run'])
  expect(asked.out).toContain(
    'asked: is users.name renamed? --rename users.name=users.full_name, or --rename users.name= for a drop',
  )
  expect(asked.out).toContain('accept DL02')
  const told = await holdfast(app, [
    'generate',
    'rename',
    '--tables',
    'tables.js',
    '--rename',
    'users.name=users.full_name',
    '--json',
  ])
  const { files } = JSON.parse(told.out) as { readonly files: readonly string[] }
  expect(files[0]).toMatch(/\/migrations\/002_rename\./)
  expect(readFileSync(files[0] ?? '', 'utf8')).toContain('rename')
  expect((await holdfast(app, ['up'])).code).toBe(0)
  expect((await holdfast(app, ['generate', 'none', '--tables', 'tables.js'])).out).toContain(
    'there is nothing to write',
  )
})

test('import-json brings a folder in, names what it could not, and goes on when that is mended', async () => {
  const app = project({
    '001_prefs.sql': 'create table prefs (id text primary key not null, theme text not null) strict',
  })
  app.write({
    'profiles/a/settings.json': '{ "theme": "dark" }',
    'profiles/b/settings.json': '{ "theme": 1 }',
    'import.js': `import { defineTable, text } from '@holdfast/core'
import { into } from '@holdfast/core/import-json'
const prefs = defineTable('prefs', { id: text().primaryKey(), theme: text() })
export default {
  name: 'profiles',
  from: 'profiles',
  backupTo: 'profiles.backup',
  files: {
    '*/settings.json': into(prefs, {
      rows: ({ theme }, { matched: [id] }) => ({ id, theme }),
      back: ([{ theme }]) => ({ theme }),
    }),
  },
}
`,
  })
  await holdfast(app, ['up'])
  const first = await holdfast(app, ['import-json', 'import.js'])
  expect(first.code).toBe(1)
  expect(first.out).toContain('rejects b/settings.json: ')
  expect(first.out).toContain('2 files: 1 imported, 0 unchanged, 1 failed')
  writeFileSync(join(app.folder, 'profiles/b/settings.json'), '{ "theme": "light" }')
  const second = await holdfast(app, ['import-json', 'import.js', '--json'])
  expect(second.code).toBe(0)
  expect(JSON.parse(second.out)).toMatchObject({
    isComplete: true,
    records: 2,
    files: { imported: 1, unchanged: 1 },
  })
})

test('adopt takes over what Knex has applied, and runs nothing', async () => {
  const app = project({
    '001_before.sql':
      "create table knex_migrations (id integer primary key, name text, batch integer, migration_time text);\ninsert into knex_migrations values (1, '20200101000000_a.js', 1, '2020-01-01');",
  })
  await holdfast(app, ['up', '--line', 'before', '--ledger', 'before'])
  app.write({ 'after/20200101000000_a.sql': 'insert into nowhere values (1)' })
  const taken = await holdfast(app, ['adopt', '--dir', 'after'])
  expect(taken).toStrictEqual({ code: 0, out: '1 migration taken over.\n', error: '' })
  expect((await holdfast(app, ['status', '--check', '--dir', 'after'])).code).toBe(0)
})
