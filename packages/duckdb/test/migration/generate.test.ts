import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineTable, describeChange, integer, sql, text, type Migration } from '@holdfast/core'
import { expect, onTestFinished, test } from 'vitest'
import { opened } from '../opened.ts'

const id = text().primaryKey()
const none = { migrations: [] } as const

test('generate() leaves to verbs what the engine has no statement for, with the checks of columns along with them', async () => {
  const db = await opened()
  await db.createTables([defineTable('users', { id, credits: text(), old: text() })])
  await db.run(sql`insert into users (id, credits, old) values ('a', '12', 'x')`)
  const users = defineTable('users', { id, credits: integer(), age: integer().default(7) })
  const made = await db.migrations(none).generate({ tables: [users], name: 'retype' })
  expect(made).toMatchObject({ form: 'module', unwritten: [] })
  expect(made.text).toContain('along with another step: adds the check (credits BETWEEN')
  const folder = mkdtempSync(join(import.meta.dirname, 'generated-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'migration.ts'), made.text.replaceAll('<why?>', 'nobody reads it'))
  const { up, accept } = (await import(join(folder, 'migration.ts'))) as Pick<Migration, 'up' | 'accept'>
  await db.migrations({ migrations: [{ version: 1, name: 'retype', up, accept: accept! }] }).apply()
  const left = await db.migrations(none).difference({ tables: [users] })
  expect(left.changes.map(describeChange)).toEqual([])
  expect(await db.records(users).get('a')).toEqual({ id: 'a', credits: 12, age: 7 })
})

test('generate() writes a unique constraint that is added as an index, for the engine adds no other', async () => {
  const db = await opened()
  await db.createTables([defineTable('users', { id, email: text() })])
  const users = defineTable('users', { id, email: text().unique() })
  const made = await db.migrations(none).generate({ tables: [users], name: 'once' })
  expect(made.form).toBe('sql')
  expect(made.text).toContain('create unique index "users_email_unique" on "main"."users" ("email");')
  expect(made.text).toContain('DK04')
  await db.migrations({ migrations: [{ version: 1, name: 'once', up: made.text }] }).apply()
  expect((await db.migrations(none).difference({ tables: [users] })).changes).toEqual([])
})
