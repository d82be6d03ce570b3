import { open, sql, type SchemaModel, type TableChange } from '@holdfast/core'
import { addCheck, addReference, addUnique, setNotNull } from '@holdfast/core/migration'
import { expect, onTestFinished, test } from 'vitest'
import { dialect } from '../../src/dialect.ts'
import { postgres } from '../../src/index.ts'
import { freshDatabase } from '../drivers.ts'

const nothing: SchemaModel = { tables: [], views: [], triggers: [], sequences: [], types: [], functions: [] }

/** What each unit sends, and whether it stands in a transaction behind another one. */
const units = (change: TableChange): readonly unknown[] =>
  dialect(undefined)
    .alter.change('t', [change])
    .map(({ form, startsNew = false, statements }) => [form, startsNew, statements(nothing, [])])

test('a promise holds for new rows first, and rows that are there are read in another transaction', () => {
  const expression = 'n > 0'
  expect(units({ kind: 'add-check', check: { name: 'c', expression } })).toEqual([
    ['together', false, ['alter table "t" add constraint "c" check (n > 0) not valid']],
    ['together', true, ['alter table "t" validate constraint "c"']],
  ])
  const reference = { name: 'r', columns: ['p'], table: 'u', referencedColumns: ['id'] }
  expect(units({ kind: 'add-reference', reference: { ...reference, onDelete: 'cascade' } })).toEqual([
    [
      'together',
      false,
      [
        'alter table "t" add constraint "r" foreign key ("p") references "u" ("id") on delete cascade not valid',
      ],
    ],
    ['together', true, ['alter table "t" validate constraint "r"']],
  ])
  expect(units({ kind: 'set-nullable', column: 'n', isNullable: false })).toEqual([
    ['together', false, ['alter table "t" add constraint "t_n_present" check ("n" is not null) not valid']],
    ['together', true, ['alter table "t" validate constraint "t_n_present"']],
    [
      'together',
      true,
      ['alter table "t" alter column "n" set not null', 'alter table "t" drop constraint "t_n_present"'],
    ],
  ])
  expect(units({ kind: 'add-unique', unique: { name: 'q', columns: ['a', 'b'] } })).toEqual([
    ['alone', false, ['create unique index concurrently "q" on "t" ("a", "b")']],
    ['together', false, ['alter table "t" add constraint "q" unique using index "q"']],
  ])
})

test('all of them are whole constraints afterwards, and nothing else is left', async () => {
  const db = await open(postgres(await freshDatabase()))
  onTestFinished(() => db.close())
  await db
    .migrations({
      migrations: [
        {
          version: 1,
          name: 'make',
          up: 'create table u (id integer primary key); create table t (id integer primary key, n integer, p integer)',
        },
        {
          version: 2,
          name: 'promise',
          up: [
            addCheck('t', 'c', 'n > 0'),
            setNotNull('t', 'n'),
            addUnique('t', ['n'], { name: 'q' }),
            addReference('t', ['p'], { table: 'u', columns: ['id'], name: 'r' }),
          ],
        },
      ],
    })
    .apply()
  expect(
    await db.all(
      sql`select conname::text, contype::text, convalidated from pg_constraint where conrelid = 't'::regclass and contype <> 'n' order by conname`,
    ),
  ).toEqual([
    { conname: 'c', contype: 'c', convalidated: true },
    { conname: 'q', contype: 'u', convalidated: true },
    { conname: 'r', contype: 'f', convalidated: true },
    { conname: 't_pkey', contype: 'p', convalidated: true },
  ])
})
