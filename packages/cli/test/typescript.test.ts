import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { holdfast } from './command.ts'
import { project } from './project.ts'

const runsTypeScript = Boolean((process.features as { typescript?: unknown }).typescript)
const modules = join(import.meta.dirname, '..', '..', '..', 'node_modules')
const typed = {
  '001_users.ts': `import { addColumn, createTable, run } from '@holdfast/core/migration'
import { defineTable, sql, text, type Transaction } from '@holdfast/core'

const users = defineTable('users', { id: text().primaryKey() })
export const up = [
  createTable(users),
  addColumn('users', 'email', text().nullable()),
  run('add one', async (tx: Transaction): Promise<void> => {
    await tx.records(users).insert({ id: 'jane' })
    await tx.keyValue('seen').set('jane', true)
  }),
]
export const down = '-- accept: DL01 nobody uses them yet\\ndrop table users' as string
`,
}

test.each(['tsx', 'jiti'])('migrations in TypeScript are loaded by %s of the project', async (loader) => {
  const app = project(typed)
  symlinkSync(join(modules, loader), join(app.folder, 'node_modules', loader))
  const run = await holdfast(app, ['up', '--json'])
  expect(run.error).toBe('apply: 1 users\n')
  expect(JSON.parse(run.out)).toMatchObject({ outcome: 'applied', applied: [{ version: 1 }] })
  expect((await holdfast(app, ['down', '--to', '0', '--yes'])).code).toBe(0)
})

test('without a loader, TypeScript runs where Node.js runs it, and elsewhere the remedy is named', async () => {
  const { code, error } = await holdfast(project(typed), ['status'])
  expect(code).toBe(runsTypeScript ? 0 : 2)
  expect(error.includes('npm install --save-dev tsx')).toBe(!runsTypeScript)
})
