import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nextVersion } from '../src/next-version.ts'
import { holdfast } from './command.ts'
import { project, type Project } from './project.ts'

const filesOf = ({ folder }: Project, dir = 'migrations'): readonly string[] =>
  readdirSync(join(folder, dir)).toSorted()

test('new makes files that are migrations at once, numbered after the last one', async () => {
  const app = project()
  expect(await holdfast(app, ['new', 'add', 'users', '--down'], { env: { HOLDFAST_URL: '' } })).toStrictEqual(
    {
      code: 0,
      out: 'migrations/001_add_users.up.sql\nmigrations/001_add_users.down.sql\n',
      error: '',
    },
  )
  await holdfast(app, ['new', 'Größe: for "all"; DROP TABLE x --\n'])
  await holdfast(app, ['new', '--kind', 'js', '../../etc/passwd'])
  expect(filesOf(app)).toStrictEqual([
    '001_add_users.down.sql',
    '001_add_users.up.sql',
    '002_Größe_for_all_DROP_TABLE_x.sql',
    '003_etc_passwd.js',
  ])
  const { code, error } = await holdfast(app, ['up'])
  expect({ code, error }).toMatchObject({ code: 0 })
  expect((await holdfast(app, ['down', '--to', '2', '--yes'])).code).toBe(1)
})

test('new makes the folder, and tells where it made files as data', async () => {
  const app = project()
  const { out } = await holdfast(app, ['new', 'first', '--dir', 'data base/steps', '--json'])
  const file = join(app.folder, 'data base/steps/001_first.sql')
  expect(JSON.parse(out)).toStrictEqual({ files: [file] })
  expect(readFileSync(file, 'utf8')).toMatch(/^-- first\n/)
})

test('nextVersion() goes on in the style of the folder', () => {
  const now = new Date('2026-11-21T16:10:05.123Z')
  const next = (...files: readonly string[]): string => {
    const { digits, separator } = nextVersion(files, now)
    return `${digits}${separator}`
  }
  expect(next()).toBe('001_')
  expect(next('readme.md', '0009-a.sql', '0010-b.up.sql', '2_old.sql')).toBe('0011-')
  expect(next('999_a.sql')).toBe('1000_')
  expect(next('20250101120000_a.sql')).toBe('20261121161005_')
  expect(next('20991231235959_a.sql')).toBe('20991231235960_')
  expect(next('1700000000000_a.ts')).toBe('1795277405123_')
  expect(next('1700000000_a.ts')).toBe('1795277405_')
})
