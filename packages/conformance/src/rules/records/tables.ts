import { defineTable, integer, sql, text, type TableColumn } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { nameOf } from '../../table-name.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, posts, things } from './shapes.ts'

export const recordsTables: readonly Rule[] = [
  rule({
    id: 'records.table.again',
    title:
      'createTables() of tables that exist changes nothing: rows stay, also when called by several at once',
    present: async (context) => {
      const authors = people(context.name())
      const table = posts(context.name(), authors, 'cascade')
      await context.tables([authors, table])
      await context.session.records(authors).insert({ id: 'a', email: 'a' })
      const before = await context.session.records(authors).list()
      await context.db.createTables([authors, table])
      await Promise.all([1, 2, 3].map(() => context.db.createTables([table, authors])))
      expect(await context.session.records(authors).list()).toStrictEqual(before)
      await refusal('duplicate', () => context.session.records(authors).insert({ id: 'b', email: 'a' }))
    },
  }),
  rule({
    id: 'records.table.race',
    title:
      'createTables() of a new table by several handles at the same time makes it once and fails for none',
    needs: ['persistent'],
    present: async (context) => {
      const table = people(context.name())
      const handles = await Promise.all([1, 2, 3].map(() => context.open()))
      context.after(
        () => context.capabilities.sql && context.db.run(sql`drop table ${sql.identifier(nameOf(table))}`),
      )
      await Promise.all(handles.map((db) => db.createTables([table])))
      await Promise.all(
        handles.map((db, index) => db.records(table).insert({ id: `${index}`, email: `${index}` })),
      )
      expect(await context.db.records(table).count()).toBe(3)
    },
    absent: async (context) => {
      const table = people(context.name())
      await Promise.all([1, 2, 3].map(() => context.db.createTables([table])))
      expect(await context.db.records(table).count()).toBe(0)
    },
  }),
  rule({
    id: 'records.table.order',
    title: 'createTables() takes tables that refer to each other in any order, also round in a circle',
    present: async (context) => {
      const [first, second] = [context.name(), context.name()]
      const left = defineTable(first, {
        id: integer().primaryKey(),
        to: integer()
          .nullable()
          .references((): TableColumn => right.id, { onDelete: 'set-null' }),
      })
      const right = defineTable(second, {
        id: integer().primaryKey(),
        to: integer()
          .nullable()
          .references(() => left.id, { onDelete: 'set-null' }),
      })
      await context.db.createTables([left, right])
      const [l, r] = [context.session.records(left), context.session.records(right)]
      context.after(async () => {
        if (!context.capabilities.sql) return
        for (const name of [first, second])
          await context.db.run(sql`update ${sql.identifier(name)} set ${sql.identifier('to')} = null`)
      })
      await l.insert({ id: 1 })
      await r.insert({ id: 2, to: 1 })
      await l.update(1, { to: 2 })
      await refusal('foreign-key', () => l.insert({ id: 3, to: 9 }))
      expect(await l.delete(1)).toBe(true)
      expect(await r.list()).toStrictEqual([{ id: 2, to: null }])
      const authors = people(context.name())
      const table = posts(context.name(), authors, 'restrict')
      await context.db.createTables([table, authors])
      expect(await context.session.records(table).count()).toBe(0)
    },
  }),
  rule({
    id: 'records.table.lacks-column',
    title: 'createTables() of a table that exists with a column less throws schema and changes nothing',
    needs: ['sql'],
    present: async (context) => {
      const name = await context.table('id integer primary key')
      await context.db.run(sql`insert into ${sql.identifier(name)} (id) values (7)`)
      const table = defineTable(name, { id: integer().primaryKey(), label: text().nullable() })
      const fresh = things(context.name())
      await refusal('schema', () => context.db.createTables([fresh, table]))
      expect(await context.db.all(sql`select * from ${sql.identifier(name)}`)).toStrictEqual([{ id: 7 }])
      await refusal('no-table', () => context.session.records(fresh).list())
    },
  }),
]
