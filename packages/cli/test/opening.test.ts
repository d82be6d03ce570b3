import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { postgresUrl } from '@holdfast/postgres-server'
import { describe, expect, test } from 'vitest'
import { holdfast } from './command.ts'
import { project } from './project.ts'

const looking = [
  'status',
  'plan',
  'lint',
  'rehearse',
  'verify',
  'doctor',
  'down --to 0 --yes',
  'baseline 1',
  'adopt',
  'repair --accept-checksum 1',
  'backfill',
  'backup',
  'import-json import.js',
]

describe('a database that is not there is made by "up" alone, which says so', () => {
  test.each(['sqlite:there.db', 'duckdb:there.db'])('%s', async (url) => {
    const app = project({ '001_a.sql': 'create table a (id bigint)' }, [
      'core',
      url.slice(0, url.indexOf(':')),
    ])
    app.write({ 'import.js': 'export default {}' })
    // Each is refused at the same place; one of them is asked on the slower engine.
    for (const words of url.startsWith('sqlite') ? looking : ['doctor']) {
      const { code, out, error } = await holdfast(app, [...words.split(' '), '--url', url])
      expect({ words, code, out }).toStrictEqual({ words, code: 1, out: '' })
      expect(error).toMatch(
        /^error\[not-found\]: Cannot open .*: there is no such file; check the path, or, .*"holdfast up"/,
      )
      expect(existsSync(join(app.folder, 'there.db'))).toBe(false)
    }
    const up = await holdfast(app, ['up', '--url', url])
    expect(up.code).toBe(0)
    expect(up.error).toContain(`There was no database at ${url}: a new one was made.\n`)
    expect((await holdfast(app, ['up', '--url', url])).error).toBe('')
    expect((await holdfast(app, ['status', '--url', url])).code).toBe(0)
  })
})

test('a database that cannot be opened is told with the reason and what to do', async () => {
  const app = project({}, ['core', 'sqlite', 'postgres'])
  app.write({ 'notes.txt': 'This is no database. '.repeat(100) })
  const server = new URL(await postgresUrl())
  const at = (change: (url: URL) => void): string => {
    const url = new URL(server)
    change(url)
    return url.href
  }
  for (const [url, said] of [
    [
      'sqlite:no/such.db',
      'error[not-found]: Cannot open the SQLite file "no/such.db": there is no folder no; check',
    ],
    [
      'sqlite:migrations',
      'error[io]: Cannot open the SQLite file "migrations": it is a folder; name a file in it',
    ],
    [
      'sqlite:notes.txt',
      'error[corrupt]: Cannot open the SQLite file "notes.txt": it is damaged, or no SQLite',
    ],
    [
      at((one) => (one.port = '1')),
      'nobody listens at 127.0.0.1:1; start the server, or correct host and port (ECONNREFUSED)',
    ],
    [
      at((one) => (one.pathname = '/none')),
      'the server has no database "none"; correct the name, or make it',
    ],
    [
      at((one) => (one.password = 'wrong')),
      'the server refused the password of "postgres"; correct user and password',
    ],
    [at((one) => (one.password = '')), 'the server wants a password; give one in the URL, in PGPASSWORD or'],
  ] as const) {
    const { code, error } = await holdfast(app, ['up', '--url', url])
    expect(code).toBe(1)
    expect(error).toContain(said)
  }
  expect(readdirSync(app.folder)).not.toContain('no')
})

test('whoever only looks does so where nobody may write', async () => {
  const app = project({ '001_a.sql': 'create table a (id bigint)' })
  await holdfast(app, ['up'])
  for (const words of ['status', 'plan', 'lint', 'verify', 'doctor'])
    expect({
      words,
      ...(await holdfast(app, [words, '--url', 'sqlite:app.db?readOnly=true'])),
    }).toMatchObject({ words, code: 0, error: '' })
})
