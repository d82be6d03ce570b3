import { defineTable, integer, open, sql, text, timestamp } from '@holdfast/core'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../src/index.ts'
import { dialect } from '../src/dialect.ts'
import { freshDatabase, name, of, testConnection } from './drivers.ts'

const language = "locale_provider icu icu_locale 'en-US' template template0"

test('createTables() makes an index that gives the order in which nulls come first', async () => {
  const db = await open(postgres(await freshDatabase()))
  onTestFinished(() => db.close())
  const at = timestamp().nullable()
  await db.createTables([defineTable('notes', { id: text().primaryKey(), at }, { index: [['at', 'id']] })])
  const plan = await db.transaction(async (tx) => {
    await tx.run(sql`set local enable_seqscan = off`)
    return tx.all(sql`explain select id from notes order by at nulls first, id limit 10`)
  })
  expect(JSON.stringify(plan)).toContain('Index Only Scan using notes_at_id_index')
  expect(JSON.stringify(plan)).not.toContain('Sort')
})

test("createTables() lets a column keep the database's own collation, and compares it as bytes all the same", async () => {
  const db = await open(postgres(await freshDatabase(language)))
  onTestFinished(() => db.close())
  const loose = text({ collation: 'database' })
  const words = defineTable('words', { id: text().primaryKey(), loose, n: integer().default(0) })
  await db.createTables([words])
  await db.createTables([words])
  await db.records(words).insertMany(['a', 'B', 'b', 'A'].map((word) => ({ id: word, loose: word })))
  const ordered = await db.all(sql`select loose from words order by loose`)
  expect(ordered.map((row) => row['loose'])).toEqual(['a', 'A', 'b', 'B'])
  const bytewise = await db.records(words).list({ orderBy: ['loose'], where: { loose: { gt: 'A' } } })
  expect(bytewise.map((row) => row.loose)).toEqual(['B', 'a', 'b'])
})

test('createTables() makes tables and references in the schema that is named', async () => {
  const schema = `${name('s')} "x"`
  const url = await freshDatabase()
  const db = await open(postgres({ url, schema }))
  onTestFinished(() => db.close())
  const users = defineTable('users', { id: text().primaryKey() })
  const notes = defineTable('notes', { id: text().primaryKey(), user: text().references(() => users.id) })
  await db.createTables([notes, users])
  await db.createTables([notes, users])
  const made = await db.all(
    sql`select count(*) as n from pg_tables where schemaname = ${schema} and tablename in ('users', 'notes')`,
  )
  expect(made).toEqual([{ n: 2 }])
})

test('nowTimestamp() is an injected time to the millisecond, or the time of the statement', async () => {
  const connection = await testConnection()
  const text = `select ${dialect(undefined).nowTimestamp('$1')}`
  for (const time of ['9999-12-31T23:59:59.999Z', '0001-01-01T00:00:00.000Z', '1969-12-31T23:59:59.999Z']) {
    const { rows } = await connection.execute(of(text, [Date.parse(time)]))
    expect(rows).toEqual([[new Date(time)]])
  }
  const { rows } = await connection.execute(
    of(`${text} = date_trunc('milliseconds', statement_timestamp())`, [null]),
  )
  expect(rows).toEqual([[true]])
})

test("createTables() throws unsupported for the name of one of the engine's own columns", async () => {
  const db = await open(postgres(await freshDatabase()))
  onTestFinished(() => db.close())
  const taken = defineTable('taken', { id: text().primaryKey(), ctid: text() })
  await expect(db.createTables([taken])).rejects.toMatchObject({ code: 'unsupported' })
  expect(() => db.records(taken)).toThrow(expect.objectContaining({ code: 'unsupported' }))
  await db.createTables([defineTable('free', { id: text().primaryKey(), ctid: text().named('c_tid') })])
})
