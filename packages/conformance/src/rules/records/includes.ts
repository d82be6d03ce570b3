import { many } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { library } from './library.ts'

export const recordsIncludes: readonly Rule[] = [
  rule({
    id: 'records.with.one',
    title:
      'with a reference gives the whole row that is referred to, or null, for every row and every reading method',
    present: async (context) => {
      const { table, up, down } = await library(context)
      const [a, b] = [await up.getOrThrow('a'), await up.getOrThrow('b')]
      const include = { author: table.authorId }
      const rows = await down.list({ with: include })
      expect(rows.map(({ author }) => author)).toStrictEqual([null, a, b, a])
      expect(rows[1]).toStrictEqual({ ...(await down.get('2')), author: a })
      expect((await down.get('3', { with: include }))?.author).toStrictEqual(b)
      expect((await down.getOrThrow('1', { with: include })).author).toBeNull()
      expect((await down.find({ title: 'four' }, { with: include }))?.author).toStrictEqual(a)
      expect((await down.page({ with: include, limit: 2 })).items).toStrictEqual(rows.slice(0, 2))
      expect((await down.offsetPage({ with: include, size: 3, page: 2 })).items).toStrictEqual(rows.slice(3))
      expect(await down.list({ with: include, where: { id: '99' } })).toStrictEqual([])
    },
  }),
  rule({
    id: 'records.with.many',
    title: 'with many() gives all rows that refer to a row, ordered by primary key, or an empty array',
    present: async (context) => {
      const { table, up, down } = await library(context)
      const rows = await up.list({ with: { posts: many(table.authorId) } })
      expect(rows.map(({ posts }) => posts.map(({ title }) => title))).toStrictEqual([
        ['two', 'four'],
        ['three'],
        [],
      ])
      expect(rows[0]?.posts).toStrictEqual([await down.get('2'), await down.get('4')])
      expect((await up.get('c', { with: { posts: many(table.authorId) } }))?.posts).toStrictEqual([])
    },
  }),
  rule({
    id: 'records.with.select',
    title:
      'with and select go together, also when the column of the reference is not selected; several includes at once',
    present: async (context) => {
      const { table, up, down } = await library(context)
      const a = await up.getOrThrow('a')
      expect(await down.get('2', { select: ['title'], with: { author: table.authorId } })).toStrictEqual({
        title: 'two',
        author: a,
      })
      const twice = await down.get('2', {
        select: ['id'],
        with: { one: table.authorId, two: table.authorId },
      })
      expect(twice).toStrictEqual({ id: '2', one: a, two: a })
      expect(twice?.one).not.toBe(twice?.two)
      const owners = await up.list({ select: ['email'], with: { posts: many(table.authorId) }, limit: 1 })
      expect(owners.map(({ email, posts }) => [email, posts.length])).toStrictEqual([['a', 2]])
    },
  }),
]
