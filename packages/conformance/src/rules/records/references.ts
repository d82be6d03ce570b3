import { defineTable, integer, text } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { columnCases, type ColumnCase } from './column-types.ts'
import { people, posts } from './shapes.ts'

const byType = (type: ColumnCase): Rule =>
  rule({
    id: `records.reference.${type.name}`,
    title: `a reference of ${type.name} holds only values that the other table has, or null`,
    present: async (context) => {
      const parent = defineTable(context.name(), { id: type.column().primaryKey() })
      const child = defineTable(context.name(), {
        id: integer().primaryKey(),
        to: type
          .column()
          .nullable()
          .references(() => parent.id),
      })
      await context.tables([parent, child])
      const [there, missing, ...rest] = context.random.shuffle(type.ordered)
      const parents = context.session.records(parent)
      const children = context.session.records(child)
      await parents.insertMany([there, ...rest].map((id) => ({ id })))
      await children.insertMany([{ id: 1, to: there }, { id: 2, to: null }, { id: 3 }])
      await refusal('foreign-key', () => children.insert({ id: 4, to: missing }))
      await refusal('foreign-key', () => children.update(2, { to: missing }))
      await refusal('foreign-key', () => parents.delete(there))
      expect(await children.update(1, { to: null })).toStrictEqual({ id: 1, to: null })
      expect(await parents.delete(there as never)).toBe(true)
      await refusal('foreign-key', () => children.update(3, { to: there }))
      expect(await children.count({ to: null })).toBe(3)
    },
  })

export const recordsReferences: readonly Rule[] = [
  ...columnCases.map(byType),
  rule({
    id: 'records.reference.missing-parent',
    title:
      'insert(), insertMany(), upsert(), update() and updateWhere() refuse with foreign-key what refers to no row, and write nothing',
    present: async (context) => {
      const authors = people(context.name())
      const table = posts(context.name(), authors, 'restrict')
      await context.tables([authors, table])
      const records = context.session.records(table)
      await context.session.records(authors).insert({ id: 'a', email: 'a' })
      await records.insert({ id: 'p', authorId: 'a', title: 'kept' })
      const wrong = { authorId: 'nobody' }
      const works = [
        () => records.insert({ id: 'q', title: 't', ...wrong }),
        () =>
          records.insertMany([
            { id: 'r', authorId: 'a', title: 't' },
            { id: 's', title: 't', ...wrong },
          ]),
        () => records.update('p', wrong),
        () => records.updateWhere({ title: 'kept' }, wrong),
        () => records.upsert({ id: 'u', title: 't', ...wrong }),
        () => records.upsert({ id: 'p', title: 't', ...wrong }),
        () =>
          records.upsertMany([
            { id: 'v', authorId: 'a', title: 't' },
            { id: 'w', title: 't', ...wrong },
          ]),
        () => records.upsert({ id: 'p', authorId: 'a', title: 't' }, { update: wrong }),
      ]
      for (const work of works) {
        const error = await refusal('foreign-key', work)
        expect(error.message).not.toContain('nobody')
      }
      expect((await records.list()).map(({ id, authorId, title }) => [id, authorId, title])).toStrictEqual([
        ['p', 'a', 'kept'],
      ])
    },
  }),
  rule({
    id: 'records.reference.deleted-parent',
    title:
      'a row cannot come to refer to a soft-deleted row, and one that did stays and can be changed otherwise',
    present: async (context) => {
      const authors = people(context.name())
      const table = posts(context.name(), authors, 'restrict')
      await context.tables([authors, table])
      const records = context.session.records(table)
      const parents = context.session.records(authors)
      await parents.insertMany(['a', 'b'].map((id) => ({ id, email: id })))
      await records.insertMany([
        { id: 'p', authorId: 'a', title: 't' },
        { id: 'q', authorId: 'b', title: 't' },
      ])
      await parents.delete('a')
      const wrong = { authorId: 'a' }
      for (const write of [
        () => records.insert({ title: 't', ...wrong }),
        () => records.insertMany([{ title: 't', ...wrong }]),
        () => records.update('q', wrong),
        () => records.updateWhere({ id: 'q' }, wrong),
        () => records.upsert({ id: 'r', title: 't', ...wrong }),
        () => records.upsertMany([{ id: 'q', title: 't', ...wrong }]),
      ]) {
        expect(await refusal('foreign-key', write)).toMatchObject({ columns: ['authorId'] })
      }
      expect((await records.update('p', { title: 'still' }))?.authorId).toBe('a')
      await parents.restore('a')
      expect((await records.update('q', wrong))?.authorId).toBe('a')
      expect(await records.count()).toBe(2)
    },
  }),
  rule({
    id: 'records.reference.self',
    title: 'a row may refer to another of its table, and to itself; in one insertMany() to rows before it',
    present: async (context) => {
      const table = defineTable(context.name(), {
        id: text().primaryKey(),
        up: text().nullable().references('id', { onDelete: 'cascade' }),
      })
      const records = await context.records(table)
      await records.insert({ id: 'self', up: 'self' })
      await records.insertMany([{ id: 'root' }, { id: 'left', up: 'root' }, { id: 'leaf', up: 'left' }])
      await records.insertMany([{ id: 'y' }, { id: 'x', up: 'y' }])
      await refusal('foreign-key', () => records.insert({ id: 'z', up: 'nobody' }))
      await refusal('foreign-key', () => records.insertMany([{ id: 'v', up: 'w' }]))
      expect(await records.delete('root')).toBe(true)
      expect((await records.list()).map(({ id }) => id)).toStrictEqual(['self', 'x', 'y'])
      expect(await records.delete('self')).toBe(true)
      expect(await records.deleteWhere({ id: { in: ['y'] } })).toBe(1)
      expect(await records.count()).toBe(0)
    },
  }),
]
