import { defineTable, integer, softDelete, sql, text, timestamps, type Migration } from '@holdfast/core'
import { dropColumn, dropTable } from '@holdfast/core/migration'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const needs = ['sql', 'persistent'] as const

const absent: Rule['absent'] = async (context) => {
  expect(context.capabilities.sql && context.capabilities.persistent).toBe(false)
}

export const definitionRules: readonly Rule[] = [
  rule({
    id: 'migrations.tables.grow',
    title: 'migrate({ tables }) makes what is missing of the definitions, and nothing when nothing is',
    needs,
    present: async (context) => {
      const { db } = await context.fresh()
      const authors = defineTable('authors', { id: text().primaryKey(), name: text() })
      const books = defineTable('books', {
        id: text().primaryKey(),
        author: text().references(() => authors.id),
        title: text().unique(),
        ...timestamps(),
        ...softDelete(),
      })
      expect(await db.migrate({ tables: [authors, books] })).toMatchObject({ outcome: 'applied' })
      await db.records(authors).insert({ id: 'a', name: 'Ada' })
      await db.records(books).insert({ id: 'b', author: 'a', title: 'T' })
      await refusal('foreign-key', () => db.records(books).insert({ id: 'c', author: 'nobody', title: 'U' }))
      expect(await db.migrate({ tables: [authors, books] })).toMatchObject({
        outcome: 'nothing',
        applied: [],
      })
      const more = defineTable('authors', {
        id: text().primaryKey(),
        name: text(),
        born: integer().nullable(),
      })
      expect(await db.migrate({ tables: [more, books] })).toMatchObject({ outcome: 'applied' })
      expect(await db.records(more).get('a')).toStrictEqual({ id: 'a', name: 'Ada', born: null })
      expect(await db.migrate({ tables: [more, books] })).toMatchObject({ outcome: 'nothing' })
    },
    absent,
  }),
  rule({
    id: 'migrations.tables.refuse',
    title:
      'migrate({ tables }) with a difference that could lose data throws migration, and generate() writes it out',
    needs,
    present: async (context) => {
      const { db } = await context.fresh()
      const first = defineTable('authors', {
        id: text().primaryKey(),
        name: text(),
        age: integer().nullable(),
      })
      await db.migrate({ tables: [first] })
      await db.records(first).insert({ id: 'a', name: 'Ada', age: 36 })
      const smaller = defineTable('authors', { id: text().primaryKey(), name: text() })
      const error = await refusal('migration', () => db.migrate({ tables: [smaller] }))
      expect(error.message).toMatch(/generate\(\)/)
      expect(await db.records(first).get('a')).toStrictEqual({ id: 'a', name: 'Ada', age: 36 })
      const { sidecar } = await db
        .migrations({ migrations: [] })
        .generate({ name: 'smaller', tables: [smaller] })
      expect(sidecar.class).toBe('destructive')
      expect(sidecar.changes.flatMap(({ hazards }) => hazards.map((hazard) => hazard.rule))).toContain('DL02')
      expect(new Set(sidecar.changes.map(({ rows }) => rows))).toStrictEqual(new Set([1]))
    },
    absent,
  }),
  rule({
    id: 'migrations.generate.rows',
    title: 'generate() tells beside each change how many rows its table has, also behind a rename',
    needs,
    present: async (context) => {
      const { db } = await context.fresh()
      const columns = { id: text().primaryKey(), age: integer().nullable() }
      const people = defineTable('people', columns)
      await db.migrate({ tables: [people] })
      await db.records(people).insertMany(['a', 'b', 'c'].map((id) => ({ id, age: 1 })))
      const { sidecar } = await db.migrations({ migrations: [] }).generate({
        name: 'rename',
        tables: [
          defineTable('users', { ...columns, name: text().nullable() }),
          defineTable('pets', { id: text().primaryKey() }),
        ],
        renames: { people: 'users' },
      })
      const rows = sidecar.changes.map((change) => [change.message, change.rows])
      expect(rows.filter(([, count]) => count === 3).length).toBeGreaterThanOrEqual(2)
      expect(rows.filter(([message]) => String(message).includes('pets'))).toStrictEqual([
        [expect.any(String), undefined],
      ])
    },
    absent,
  }),
  rule({
    id: 'migrations.backup.steps',
    title: 'dropTable() and dropColumn() copy the table first, and restore() brings it back',
    needs,
    present: async (context) => {
      const { db } = await context.fresh()
      const list: readonly Migration[] = [
        {
          version: 1,
          name: 'make',
          up: `create table kept (id integer not null, n integer, primary key (id)); insert into kept values (1, 10), (2, 20)`,
        },
        { version: 2, name: 'column', up: [dropColumn('kept', 'n')] },
        { version: 3, name: 'table', up: [dropTable('kept')] },
      ]
      const history = db.migrations({ migrations: list })
      await history.apply()
      const copies = await history.backups()
      expect(
        copies.map(({ table, version, rows }) => `${table} ${version} ${rows}`).toSorted(),
      ).toStrictEqual(['kept 2 2', 'kept 3 2'])
      await history.restore(copies.find(({ version }) => version === 2)!.name)
      expect(await db.all(sql`select * from kept order by id`)).toStrictEqual([
        { id: 1, n: 10 },
        { id: 2, n: 20 },
      ])
    },
    absent,
  }),
  rule({
    id: 'migrations.failure.read-only',
    title:
      'migrate({ onFailure: "continue-readonly" }) resolves with the report, and writes are refused, as ping() tells, until a later one succeeds',
    needs,
    present: async (context) => {
      const { db } = await context.fresh()
      const first: Migration = { version: 1, name: 'one', up: 'create table things (id integer primary key)' }
      const wrong: Migration = { version: 2, name: 'two', up: 'insert into things values (1, 2)' }
      await db.keyValue('items').set('k', 1)
      await db.migrate({ migrations: [first] })
      const report = await db.migrate({ migrations: [first, wrong], onFailure: 'continue-readonly' })
      expect(report).toMatchObject({ outcome: 'failed', failed: { version: 2 } })
      expect((await db.ping()).writesRefused).toMatchObject({ code: 'read-only', cause: report.error })
      await refusal('read-only', () => db.keyValue('items').set('k', 2))
      await refusal('read-only', () => db.run(sql`insert into things values (1)`))
      await refusal('read-only', () => db.transaction((tx) => tx.keyValue('items').set('k', 3)))
      expect(await db.keyValue('items').get('k')).toBe(1)
      expect(
        await db.transaction((tx) => tx.all(sql`select id from things`), { readOnly: true }),
      ).toStrictEqual([])
      await db.migrate({ migrations: [first, { ...wrong, up: 'insert into things values (1)' }] })
      expect((await db.ping()).writesRefused).toBe(undefined)
      await db.keyValue('items').set('k', 4)
      expect(await db.all(sql`select id from things`)).toStrictEqual([{ id: 1 }])
    },
    absent,
  }),
  rule({
    id: 'migrations.failure.read-only-why',
    title:
      'migrate({ onFailure: "continue-readonly" }) of a database that is ahead of its source, or was edited, says so in the report',
    needs,
    present: async (context) => {
      const { db } = await context.fresh()
      const first: Migration = { version: 1, name: 'one', up: 'create table things (id integer primary key)' }
      const second: Migration = { version: 2, name: 'two', up: 'insert into things values (1)' }
      await db.migrate({ migrations: [first, second] })
      const edited: Migration = { ...second, up: 'insert into things values (2)' }
      for (const [migrations, kind, message] of [
        [[first], 'ahead', /2 "two" was applied by a newer release/],
        [[second], 'missing', /1 "one" was applied and is gone/],
        [[first, edited], 'edited', /2 "two" was edited at line 1 after it was applied/],
      ] as const) {
        const report = await db.migrate({ migrations, onFailure: 'continue-readonly' })
        expect(report).toMatchObject({ outcome: 'failed', applied: [], notRun: [] })
        expect(report.failed).toBe(undefined)
        expect(report.problems?.map((problem) => problem.kind)).toStrictEqual([kind])
        expect(report.problems?.[0]?.message).toMatch(message)
        expect(report.error?.message).toMatch(message)
        await refusal('read-only', () => db.run(sql`insert into things values (3)`))
      }
      // What keeps a run from beginning for another reason says that too.
      const wrong: Migration = { version: 3, name: 'three', up: 'insert into things values (1)' }
      const start = {
        migrations: [first, second, wrong],
        attempts: 1,
        onFailure: 'continue-readonly',
      } as const
      expect(await db.migrate(start)).toMatchObject({ failed: { version: 3 }, error: { code: 'migration' } })
      expect((await db.migrate(start)).error?.message).toMatch(/has failed 1 times as it is/)
      expect(await db.migrate({ migrations: [first, second] })).toMatchObject({ outcome: 'nothing' })
      await db.run(sql`insert into things values (3)`)
    },
    absent,
  }),
]
