import { defineTable, integer, open, sql, text, type MigrationStep, type Row } from '@holdfast/core'
import {
  addCheck,
  addColumn,
  addReference,
  addUnique,
  backfill,
  changeColumnType,
  createIndex,
  createTable,
  dropCheck,
  dropColumn,
  dropDefault,
  dropIndex,
  dropNotNull,
  dropReference,
  dropTable,
  dropUnique,
  renameColumn,
  renameTable,
  setDefault,
  setNotNull,
} from '@holdfast/core/migration'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../../src/index.ts'
import { freshDatabase } from '../drivers.ts'

const things = defineTable('things', {
  id: integer().primaryKey(),
  count: integer(),
  parent: integer().nullable(),
})

/** Every verb, in an order in which each finds what it needs. */
const verbs: readonly (readonly [string, readonly MigrationStep[]])[] = [
  ['createTable', [createTable(things)]],
  ['addColumn', [addColumn('things', 'label', text().nullable())]],
  ['addColumn with backfill', [addColumn('things', 'size', integer(), { backfill: '"id" * 2' })]],
  ['backfill', [backfill('things', { set: { label: "'x'" } })]],
  ['changeColumnType', [changeColumnType('things', 'size', text())]],
  ['setNotNull', [setNotNull('things', 'label')]],
  ['dropNotNull', [dropNotNull('things', 'label')]],
  ['setDefault', [setDefault('things', 'label', "'y'")]],
  ['dropDefault', [dropDefault('things', 'label')]],
  ['addCheck', [addCheck('things', 'counted', 'count >= 0')]],
  ['dropCheck', [dropCheck('things', 'counted')]],
  ['addUnique', [addUnique('things', ['count'])]],
  ['dropUnique', [dropUnique('things', ['count'])]],
  ['addReference', [addReference('things', ['parent'], { table: 'things', columns: ['id'] })]],
  ['dropReference', [dropReference('things', ['parent'])]],
  ['createIndex', [createIndex('things', 'things_by_count', ['count'])]],
  ['dropIndex', [dropIndex('things', 'things_by_count')]],
  ['renameColumn', [renameColumn('things', 'label', 'title')]],
  ['dropColumn', [dropColumn('things', 'title')]],
  ['renameTable', [renameTable('things', 'matters')]],
  ['dropTable', [dropTable('matters')]],
]

test('with the option schema every verb changes the table that createTable() made there, and none of the same name elsewhere', async () => {
  const db = await open(postgres({ url: await freshDatabase(), schema: 'app' }))
  onTestFinished(() => db.close())
  await db.run(sql.raw('create table public.things (id integer primary key, count integer)'))
  await db.run(sql.raw('create index things_by_count on public.things (count)'))
  await db.run(sql.raw('create table public.matters (id integer primary key)'))
  const elsewhere = sql.raw(
    `select c.relname, c.oid::bigint as oid, array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 order by a.attnum) as columns
     from pg_class c where c.relnamespace = 'public'::regnamespace order by 1`,
  )
  const before = await db.all(elsewhere)
  const migrations = verbs.map(([name, up], index) => ({ version: index + 1, name, up }))
  let filled: readonly Row[] = []
  for (const [index] of migrations.entries()) {
    await db.migrate({ migrations: migrations.slice(0, index + 1) })
    if (index === 0) await db.records(things).insertMany([1, 2].map((id) => ({ id, count: id, parent: 1 })))
    if (index === 2) filled = await db.all(sql`select id, size from app.things order by id`)
  }
  expect(filled).toEqual([
    { id: 1, size: 2 },
    { id: 2, size: 4 },
  ])
  expect(await db.all(elsewhere)).toEqual(before)
  expect(
    await db.all(
      sql`select to_regclass('app.things') is null and to_regclass('app.matters') is null as gone`,
    ),
  ).toEqual([{ gone: true }])
})
