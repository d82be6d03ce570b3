import { defineTable, integer, open, text } from '@holdfast/core'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../../src/index.ts'
import { freshDatabase } from '../drivers.ts'

const id = text().primaryKey()

test('generate() writes every change as SQL, names the locks, and casts so that no value is rounded or cut', async () => {
  const db = await open(postgres(await freshDatabase()))
  onTestFinished(() => db.close())
  await db.createTables([
    defineTable('users', { id, n: text().default('1') }, { check: { filled: { n: { ne: '' } } } }),
  ])
  const users = defineTable('users', { id, n: integer().default(2) }, { index: [['n']] })
  const migrations = db.migrations({ migrations: [] })
  const made = await migrations.generate({ tables: [users], name: 'numbers' })
  expect(made.unwritten).toEqual([])
  expect(made.text.split('\n').filter((line) => line !== '' && !line.startsWith('--'))).toEqual([
    'alter table "users" drop constraint "users_filled_check";',
    'alter table "users" alter column "n" drop default;',
    'alter table "users" alter column "n" type bigint using "n"::text::bigint;',
    'alter table "users" alter column "n" set default 2;',
    'create index "users_n_index" on "users" ("n");',
    `alter table "users" add constraint "users_n_range" check ((n >= '-9007199254740991'::bigint) AND (n <= '9007199254740991'::bigint));`,
  ])
  const rules = made.sidecar.changes.flatMap(({ hazards }) => hazards.map(({ rule }) => rule))
  expect(rules).toEqual(expect.arrayContaining(['DL05', 'PG01', 'PG07', 'PG10']))
  await db
    .migrations({
      migrations: [{ version: 1, name: 'n', up: made.text.replaceAll('<why?>', 'all are numbers') }],
    })
    .apply()
  expect((await migrations.difference({ tables: [users] })).changes).toEqual([])
})
