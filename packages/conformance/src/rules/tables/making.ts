import { defineTable, integer, sql, text, type AnyTable, type TableColumn } from '@holdfast/core'
import { expect } from 'vitest'
import { openAt } from '../../suite.ts'
import { rule, type Rule } from '../../rule.ts'

const name = `we"ird 'tä\\ ; -- $1`.padEnd(62, 'x')
const hostile = defineTable(
  name,
  {
    select: text().primaryKey(),
    order: text().named(`a"b'c\\d$1`),
    überall: integer().default(5).unique(),
    parent: text().nullable().references('select', { onDelete: 'cascade' }),
  },
  {
    index: [['order', 'überall'], { columns: ['parent'], where: { parent: { isNull: true } } }],
    unique: [['order', 'parent']],
    check: { [`od"d'`]: { or: [{ order: { startsWith: `'` } }, { order: { ne: '\\' } }] } },
  },
)

const ring = (): readonly AnyTable[] => {
  const first: AnyTable & { readonly id: TableColumn } = defineTable('first', {
    id: text().primaryKey(),
    next: text()
      .nullable()
      .references((): TableColumn => last.id),
  })
  const middle = defineTable('middle', { id: text().primaryKey(), next: text().references(() => first.id) })
  const last = defineTable('last', { id: text().primaryKey(), next: text().references(() => middle.id) })
  return [middle, last, first]
}

export const makingRules: readonly Rule[] = [
  rule({
    id: 'tables.create.names',
    title: 'createTables() takes names of any letters, quotes, keywords and 63 bytes',
    needs: ['sql'],
    present: async (context) => {
      const { db } = await context.fresh()
      await db.createTables([hostile])
      await db.createTables([hostile])
      const table = sql.identifier(name)
      const columns = sql`${sql.identifier('select')}, ${sql.identifier(`a"b'c\\d$1`)}`
      await db.run(sql`insert into ${table} (${columns}) values (${'a'}, ${'b'})`)
      expect(await db.all(sql`select ${columns}, ${sql.identifier('überall')} from ${table}`)).toStrictEqual([
        { select: 'a', [`a"b'c\\d$1`]: 'b', überall: 5 },
      ])
    },
  }),
  rule({
    id: 'tables.create.race',
    title: 'createTables() by several handles at the same moment makes each table once and fails for none',
    needs: ['sql'],
    present: async (context) => {
      const place = await context.harness.fresh()
      context.after(() => place.destroy())
      const handles = await Promise.all(Array.from({ length: 4 }, () => openAt(place)))
      const tables = [hostile, ...ring()]
      await Promise.all([...handles, ...handles].map((db) => db.createTables(tables)))
      await handles[0]!.run(sql`insert into first (id) values ('a')`)
      await Promise.all(handles.map((db) => db.createTables(tables.toReversed())))
      for (const db of handles) expect(await db.all(sql`select id from first`)).toStrictEqual([{ id: 'a' }])
      await Promise.all(handles.map((db) => db.close()))
    },
  }),
  rule({
    id: 'tables.create.rings',
    title: 'createTables() makes tables that refer to each other in a ring, in whatever order they are given',
    needs: ['sql'],
    present: async (context) => {
      const { db } = await context.fresh()
      await db.createTables(ring())
      await db.run(sql`insert into first (id) values ('a')`)
      await db.run(sql`insert into middle (id, next) values ('b', 'a')`)
      await db.run(sql`insert into last (id, next) values ('c', 'b')`)
      await db.run(sql`update first set next = 'c'`)
    },
  }),
  rule({
    id: 'tables.create.missing',
    title: 'createTables() makes what is missing and leaves what is there with its rows',
    needs: ['sql'],
    present: async (context) => {
      const { db } = await context.fresh()
      const old = defineTable('old', { id: text().primaryKey() })
      await db.createTables([old])
      await db.run(sql`insert into old (id) values ('a')`)
      const young = defineTable('young', { id: text().primaryKey(), old: text().references(() => old.id) })
      await db.createTables([young, old])
      await db.run(sql`insert into young (id, old) values ('b', 'a')`)
      expect(await db.all(sql`select id from old`)).toStrictEqual([{ id: 'a' }])
    },
  }),
]
