import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { holdfast } from './command.ts'
import { project } from './project.ts'

const migrations = {
  '001_users.sql':
    "create table users (id integer primary key, name text);\ninsert into users values (1, 'a');\n",
}

test('backup --to and restore --file bring the whole database back after a migration that went wrong', async () => {
  const app = project(migrations)
  await holdfast(app, ['up'])
  app.write({ 'migrations/002_wrong.sql': '-- accept: DL01 not needed\ndrop table users;\n' })
  const up = await holdfast(app, ['up', '--backup-to', 'backups', '--keep', '3', '--keep-days', '30'])
  expect({ code: up.code, error: up.error }).toStrictEqual({
    code: 0,
    error: 'backup: 2 wrong\napply: 2 wrong\n',
  })
  const listed = await holdfast(app, ['backup', '--list', 'backups', '--json'])
  const [copy] = JSON.parse(listed.out) as readonly { readonly file: string; readonly version: number }[]
  expect(copy).toMatchObject({ version: 2, database: 'app' })
  expect((await holdfast(app, ['restore', copy?.file ?? '', '--file'])).code).toBe(2)
  const restored = await holdfast(app, ['restore', copy?.file ?? '', '--file', '--yes'])
  expect(restored.code).toBe(0)
  expect(restored.out).toMatch(/1 row back from .*backups.*What was there is .*app\.db\.before-/)
  expect((await holdfast(app, ['status', '--check'])).code).toBe(3)
  const again = await holdfast(app, ['backup', '--to', 'backups'])
  expect(again.out).toMatch(/app_1_\d{14}_[\da-f]{6}\.db/)
  expect(readdirSync(join(app.folder, 'backups')).length).toBe(4)
  expect((await holdfast(app, ['backup', 'users', '--to', 'backups'])).code).toBe(2)
})
