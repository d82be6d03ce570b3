import { defineTable, open, sql, tenant, text, withAttribution, type Database } from '@holdfast/core'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../src/index.ts'
import { plainDatabase } from './plain-role.ts'

const notes = defineTable(
  'notes',
  { org: tenant(), id: text().primaryKey(), title: text() },
  { changes: true },
)
const parents = defineTable('parents', { id: text().primaryKey() }, { changes: true })
const children = defineTable(
  'children',
  { id: text().primaryKey(), parent: text().references(() => parents.id) },
  { changes: true },
)

const told = async (
  db: Pick<Database, 'changes'>,
  table: typeof notes | typeof parents,
): Promise<string[]> => {
  const { items } = await db.changes(table as typeof notes).page({ order: 'oldest', limit: 1_000 })
  return items.map(({ key, operation, actor }) => `${JSON.stringify(key)} ${operation} ${actor ?? ''}`.trim())
}

const guarded = async (): Promise<Database> => {
  const db = await open(postgres({ url: await plainDatabase(), rowLevelSecurity: true }))
  onTestFinished(() => db.close())
  await db.createTables([notes, parents])
  return db
}

test('a plain COPY is recorded row by row, and a truncate as a delete of each row, in tables that refer to it too', async () => {
  const db = await open(postgres({ url: await plainDatabase() }))
  onTestFinished(() => db.close())
  await db.createTables([parents, children])
  await withAttribution({ actor: 'ann' }, () => db.bulkInsert('parents', [{ id: 'p' }, { id: 'q' }]))
  await db.records(children).insert({ id: 'c', parent: 'p' })
  await withAttribution({ actor: 'bob' }, () => db.run(sql`truncate parents cascade`))
  expect((await told(db, parents)).toSorted()).toEqual([
    '"p" delete bob',
    '"p" insert ann',
    '"q" delete bob',
    '"q" insert ann',
  ])
  expect(await told(db, children as never)).toEqual(['"c" insert', '"c" delete bob'])
})

test('rowLevelSecurity shows each tenant its own history only, by plain SQL too, and what triggers write is the right tenant’s', async () => {
  const db = await guarded()
  const [a, b] = [db.tenant('a'), db.tenant('b')]
  await a.records(notes).insert({ id: '1', title: 'of a' })
  await b.records(notes).insert({ id: '1', title: 'of b' })
  await a.run(sql`update notes set title = 'again'`)
  await a.bulkInsert('notes', [{ org: 'a', id: '2', title: 'loaded' }])
  await db.records(parents).insert({ id: 'p' })
  expect(await told(a, notes)).toEqual(['"1" insert', '"1" update', '"2" insert'])
  expect(await told(b, notes)).toEqual(['"1" insert'])
  expect(await told(db.system(), notes)).toHaveLength(4)
  expect(await told(db, parents)).toEqual(['"p" insert'])
  const entries = sql`select ns from holdfast_changes where entity = 'notes' order by ns`
  expect(await b.all(entries)).toEqual([{ ns: 'b' }])
  expect(await db.all(entries)).toEqual([])
  expect(await db.system().all(entries)).toHaveLength(4)
  const forged = sql`insert into holdfast_changes (ns, entity, record, version, operation, at, tx, fields) values ('a', 'notes', '["1"]', 9, 'update', 0, '', '{}')`
  await expect(b.run(forged)).rejects.toMatchObject({ code: 'permission' })
})

test('a truncate of rows that row-level security hides is refused, for nobody could record them, and db.system() may', async () => {
  const db = await guarded()
  const [a, b] = [db.tenant('a'), db.tenant('b')]
  await a.records(notes).insert({ id: '1', title: 'of a' })
  await b.records(notes).insert({ id: '1', title: 'of b' })
  await expect(a.run(sql`truncate notes`)).rejects.toMatchObject({ code: 'permission' })
  expect(await b.records(notes).count()).toBe(1)
  await db.system().run(sql`truncate notes`)
  expect(await told(a, notes)).toEqual(['"1" insert', '"1" delete'])
  expect(await told(b, notes)).toEqual(['"1" insert', '"1" delete'])
})

test('a table of changes that was made without its rules gets them with the next createTables()', async () => {
  const url = await plainDatabase()
  const before = await open(postgres({ url }))
  await before.createTables([notes])
  await before.tenant('a').records(notes).insert({ id: '1', title: 'of a' })
  await before.close()
  const after = await open(postgres({ url, rowLevelSecurity: true }))
  onTestFinished(() => after.close())
  await after.createTables([notes])
  expect(await told(after.tenant('a'), notes)).toEqual(['"1" insert'])
  expect(await after.tenant('b').all(sql`select ns from holdfast_changes`)).toEqual([])
})
