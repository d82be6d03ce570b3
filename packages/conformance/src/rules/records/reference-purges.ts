import { expect } from 'vitest'
import type { OnDelete } from '@holdfast/core'
import type { Context } from '../../context.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, posts } from './shapes.ts'

const household = async (context: Context, onDelete: OnDelete) => {
  const authors = people(context.name())
  const table = posts(context.name(), authors, onDelete)
  await context.tables([authors, table])
  const parents = context.session.records(authors)
  const children = context.session.records(table)
  await parents.insertMany(['a', 'b', 'c'].map((id) => ({ id, email: id })))
  await children.insertMany([
    { id: '1', authorId: 'a', title: 't' },
    { id: '2', authorId: 'a', title: 't' },
    { id: '3', authorId: 'b', title: 't' },
    { id: '4', title: 't' },
  ])
  return { parents, children }
}

export const recordsReferencePurges: readonly Rule[] = [
  rule({
    id: 'records.on-delete.soft',
    title: 'a soft delete touches no other table, whatever onDelete says',
    present: async (context) => {
      for (const onDelete of ['restrict', 'cascade', 'set-null'] as const) {
        const { parents, children } = await household(context, onDelete)
        const before = await children.list({ include: 'all' })
        expect(await parents.delete('a')).toBe(true)
        expect(await parents.deleteWhere({ id: 'b' })).toBe(1)
        expect(await children.list({ include: 'all' })).toStrictEqual(before)
      }
    },
  }),
  rule({
    id: 'records.on-delete.purge-restrict',
    title:
      'purge() throws foreign-key and removes nothing while a row, also a soft-deleted one, refers with restrict',
    present: async (context) => {
      const { parents, children } = await household(context, 'restrict')
      await parents.deleteWhere({ id: { in: ['a', 'c'] } })
      await refusal('foreign-key', () => parents.purge())
      expect(await parents.count({}, { include: 'deleted' })).toBe(2)
      expect(await parents.purge({ where: { id: 'c' } })).toBe(1)
      await children.deleteWhere({ authorId: 'a' })
      await refusal('foreign-key', () => parents.purge())
      expect(await children.purge()).toBe(2)
      expect(await parents.purge()).toBe(1)
      expect((await parents.list({ include: 'all' })).map(({ id }) => id)).toStrictEqual(['b'])
    },
  }),
  rule({
    id: 'records.on-delete.purge-cascade',
    title:
      'purge() with cascade removes the rows that refer for good, soft-deleted ones too, and counts its own rows',
    present: async (context) => {
      const { parents, children } = await household(context, 'cascade')
      await children.delete('2')
      await parents.delete('a')
      expect(await parents.purge()).toBe(1)
      expect((await children.list({ include: 'all' })).map(({ id }) => id)).toStrictEqual(['3', '4'])
    },
  }),
  rule({
    id: 'records.on-delete.purge-set-null',
    title: 'purge() with set-null empties the references, those of soft-deleted rows too',
    present: async (context) => {
      const { parents, children } = await household(context, 'set-null')
      await children.delete('2')
      await parents.delete('a')
      expect(await parents.purge()).toBe(1)
      const rows = await children.list({ include: 'all', select: ['id', 'authorId'] })
      expect(rows).toStrictEqual([
        { id: '1', authorId: null },
        { id: '2', authorId: null },
        { id: '3', authorId: 'b' },
        { id: '4', authorId: null },
      ])
      expect((await children.restore('2'))?.authorId).toBeNull()
    },
  }),
  rule({
    id: 'records.on-delete.restore-orphan',
    title: 'restore() brings a row back whose parent is soft-deleted, for it refers to a row that exists',
    present: async (context) => {
      const { parents, children } = await household(context, 'restrict')
      await children.delete('1')
      await parents.delete('a')
      expect((await children.restore('1'))?.authorId).toBe('a')
      expect(await parents.restore('a')).toMatchObject({ id: 'a', deletedAt: null })
    },
  }),
]
