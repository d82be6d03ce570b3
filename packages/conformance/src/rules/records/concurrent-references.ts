import { defineTable, integer, type OnDelete } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { deferred } from '../../deferred.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, posts } from './shapes.ts'

const codes = (results: readonly PromiseSettledResult<unknown>[]): unknown[] =>
  results.flatMap((result) =>
    result.status === 'rejected' ? [(result.reason as { code?: string }).code] : [],
  )

const hardRace = async (context: Context, onDelete: OnDelete): Promise<void> => {
  const parent = defineTable(context.name(), { id: integer().primaryKey() })
  const child = defineTable(context.name(), {
    id: integer().primaryKey(),
    parentId: integer()
      .nullable()
      .references(() => parent.id, { onDelete }),
  })
  await context.tables([parent, child])
  const parents = context.session.records(parent)
  const children = context.session.records(child)
  const ids = Array.from({ length: 12 }, (_, index) => index)
  await parents.insertMany(ids.map((id) => ({ id })))
  const results = await Promise.allSettled(
    ids.flatMap((id) => {
      const works = [() => children.insert({ id, parentId: id }), () => parents.delete(id)]
      return (id % 2 === 0 ? works : works.reverse()).map((work) => work())
    }),
  )
  expect(codes(results).filter((code) => code !== 'foreign-key')).toStrictEqual([])
  const left = new Set((await parents.list()).map(({ id }) => id))
  const orphans = (await children.list()).filter(({ parentId }) => parentId !== null && !left.has(parentId))
  expect(orphans).toStrictEqual([])
}

const family = async (context: Context) => {
  const authors = people(context.name())
  const table = posts(context.name(), authors, 'restrict')
  await context.tables([authors, table])
  const parents = context.session.records(authors)
  await parents.insert({ id: 'a', email: 'a' })
  return { authors, parents, table, children: context.session.records(table) }
}

export const recordsConcurrentReferences: readonly Rule[] = [
  ...(['restrict', 'cascade', 'set-null'] as const).map((onDelete) =>
    rule({
      id: `records.reference.race-${onDelete}`,
      title: `insert() of a child against delete() of its parent, ${onDelete}: one of them sees the other, and no orphan is left`,
      present: (context) => hardRace(context, onDelete),
    }),
  ),
  rule({
    id: 'records.reference.race-soft',
    title:
      'insert() of a child against a soft delete of its parent: every row that was inserted came before the delete',
    present: async (context) => {
      const authors = people(context.name())
      const table = posts(context.name(), authors, 'restrict')
      await context.tables([authors, table])
      const parents = context.session.records(authors)
      const children = context.session.records(table)
      const ids = Array.from({ length: 12 }, (_, index) => `p${index}`)
      await parents.insertMany(ids.map((id) => ({ id, email: id })))
      const results = await Promise.allSettled(
        ids.flatMap((id) => [
          children.insert({ authorId: id, title: 't' }),
          parents.delete(id),
          children.insert({ authorId: id, title: 't' }),
        ]),
      )
      expect(codes(results).filter((code) => code !== 'foreign-key')).toStrictEqual([])
      expect(await parents.count()).toBe(0)
      const late = await Promise.allSettled(ids.map((id) => children.insert({ authorId: id, title: 'late' })))
      expect(codes(late)).toStrictEqual(ids.map(() => 'foreign-key'))
      expect(await children.count({ title: 'late' })).toBe(0)
    },
  }),
  rule({
    id: 'records.reference.old-snapshot',
    title:
      'a transaction whose snapshot still shows a parent cannot insert a child after the parent was soft-deleted',
    needs: ['concurrentWriters'],
    present: async (context) => {
      const { authors, parents, table, children } = await family(context)
      const read = deferred()
      const rival = read.promise.then(() => parents.delete('a'))
      await refusal('foreign-key', () =>
        context.session.transaction(async (tx) => {
          await tx.records(authors).get('a')
          read.resolve()
          await rival
          await tx.records(table).insert({ authorId: 'a', title: 't' })
        }),
      )
      expect(await children.count()).toBe(0)
    },
    absent: async (context) => {
      const { authors, parents, table, children } = await family(context)
      // Writers queue, so the delete comes behind the insert.
      const read = deferred()
      const rival = read.promise.then(() => parents.delete('a'))
      await context.session.transaction(async (tx) => {
        await tx.records(authors).get('a')
        read.resolve()
        await tx.records(table).insert({ authorId: 'a', title: 't' })
      })
      expect([await rival, await children.count()]).toStrictEqual([true, 1])
    },
  }),
]
