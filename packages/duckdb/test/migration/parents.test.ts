import { integer, open, sql, text, type Database, type MigrationStep } from '@holdfast/core'
import {
  addColumn,
  changeColumnType,
  createIndex,
  dropColumn,
  dropReference,
  dropTable,
  renameColumn,
  renameTable,
  setDefault,
  setNotNull,
} from '@holdfast/core/migration'
import { expect, onTestFinished, test } from 'vitest'
import { duckdb } from '../../src/index.ts'

/** A table that another refers to, and one that refers to itself. */
const made = async (): Promise<Database> => {
  const db = await open(duckdb(':memory:'))
  onTestFinished(() => db.close())
  await db.run(sql`create table parents (id integer primary key, note varchar)`)
  await db.run(
    sql`create table children (id integer primary key, parent integer references parents (id), note varchar)`,
  )
  await db.run(
    sql`create table nodes (id integer primary key, up integer references nodes (id), note varchar)`,
  )
  await db.run(sql`insert into parents values (1, '1')`)
  await db.run(sql`insert into children values (1, 1, '2')`)
  await db.run(sql`insert into nodes values (1, null, '3')`)
  await db.run(sql`insert into nodes values (2, 1, '4')`)
  return db
}

let lines = 0

/** Applies the steps as a line of their own. */
const apply = (db: Database, ...up: readonly MigrationStep[]): Promise<unknown> =>
  db.migrate({ ledger: `steps_${++lines}`, migrations: [{ version: 1, name: 'change', up }] })

const rows = (db: Database): Promise<unknown> =>
  db.all(
    sql`select 'parents' as of, to_json(p) as row from parents p union all select 'children', to_json(c) from children c union all select 'nodes', to_json(n) from nodes n order by all`,
  )

test.each([
  ['a table that another refers to', 'parents', 'children'],
  ['a table that refers to itself', 'nodes', 'nodes'],
])(
  'apply() refuses to make %s anew, names who refers to it, and changes nothing',
  async (_, table, child) => {
    const db = await made()
    const before = await rows(db)
    const more = addColumn(table, 'more', text().nullable())
    const steps = [
      dropColumn(table, 'note'),
      setNotNull(table, 'note'),
      renameColumn(table, 'note', 'remark'),
      changeColumnType(table, 'note', integer().nullable()),
      renameTable(table, 'others'),
      addColumn(table, 'size', integer(), { backfill: '1' }),
    ]
    for (const step of steps)
      await expect(apply(db, step)).rejects.toMatchObject({
        code: 'migration',
        message: expect.stringContaining(`"${child}" refers to it by a foreign key of the engine`),
        cause: { code: 'foreign-key', table: child },
      })
    expect(await rows(db)).toStrictEqual(before)
    // What the engine does by itself needs no new table.
    const list = [more, setDefault(table, 'more', `'x'`), createIndex(table, `${table}_note`, ['note'])]
    expect(await apply(db, ...list)).toMatchObject({ outcome: 'applied' })
  },
)

test('apply() makes the table anew once the reference is dropped, also its own', async () => {
  const db = await made()
  await apply(db, dropReference('children', ['parent']), dropColumn('parents', 'note'))
  await apply(db, dropReference('nodes', ['up']))
  await apply(db, dropColumn('nodes', 'note'))
  expect(await db.all(sql`select * from nodes order by id`)).toStrictEqual([
    { id: 1, up: null },
    { id: 2, up: 1 },
  ])
  expect(await db.all(sql`select * from parents`)).toStrictEqual([{ id: 1 }])
  expect(await db.all(sql`select * from children`)).toStrictEqual([{ id: 1, parent: 1, note: '2' }])
})

test('dropTable() is refused for a table that another refers to, and takes one that refers to itself', async () => {
  const db = await made()
  await expect(apply(db, dropTable('parents'))).rejects.toMatchObject({
    cause: { code: 'foreign-key', table: 'children' },
  })
  await apply(db, dropTable('nodes'))
  expect(
    await db.all(sql`select table_name from duckdb_tables() where table_name in ('nodes', 'parents')`),
  ).toStrictEqual([{ table_name: 'parents' }])
})
