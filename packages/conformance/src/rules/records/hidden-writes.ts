import { many } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { hiddenPerson } from './hidden-person.ts'
import { people, posts } from './shapes.ts'

export const recordsHiddenWrites: readonly Rule[] = [
  rule({
    id: 'records.hidden.writes',
    title: 'update(), updateWhere(), delete(), deleteWhere() and getOrThrow() do not find a soft-deleted row',
    present: async (context) => {
      const records = await hiddenPerson(context)
      const before = await records.get('dead', { include: 'deleted' })
      expect(await records.update('dead', { age: 5 })).toBeUndefined()
      expect(await records.update('dead', { age: 5 }, { ifVersion: before?.version ?? '' })).toBeUndefined()
      expect(await records.updateWhere({ id: { in: ['dead', 'live'] } }, { age: 5 })).toBe(1)
      expect(await records.delete('dead', { ifVersion: before?.version ?? '' })).toBe(false)
      expect(await records.deleteWhere({ id: 'dead' })).toBe(0)
      await refusal('not-found', () => records.getOrThrow('dead'))
      await refusal('not-found', () => records.getOrThrow('live', { include: 'deleted' }))
      expect((await records.getOrThrow('dead', { include: 'all' })).id).toBe('dead')
      expect(await records.get('dead', { include: 'deleted' })).toStrictEqual(before)
    },
  }),
  rule({
    id: 'records.hidden.includes',
    title: 'with leaves soft-deleted rows out on both sides, whatever include says of the rows themselves',
    present: async (context) => {
      const authors = people(context.name())
      const table = posts(context.name(), authors, 'restrict')
      await context.tables([authors, table])
      const up = context.session.records(authors)
      const down = context.session.records(table)
      await up.insertMany(['a', 'b'].map((id) => ({ id, email: id })))
      await down.insertMany(['a1', 'a2', 'b1'].map((id) => ({ id, authorId: id.slice(0, 1), title: id })))
      await down.delete('a1')
      await up.delete('b')
      for (const include of ['active', 'all'] as const) {
        const owners = await up.list({ with: { posts: many(table.authorId) }, include, orderBy: ['id'] })
        expect(owners.map((row) => [row.id, row.posts.map(({ id }) => id)])).toStrictEqual(
          include === 'active'
            ? [['a', ['a2']]]
            : [
                ['a', ['a2']],
                ['b', ['b1']],
              ],
        )
        const rows = await down.list({ with: { author: table.authorId }, include })
        expect(rows.map((row) => [row.id, row.author?.id ?? null])).toStrictEqual(
          [
            ['a1', 'a'],
            ['a2', 'a'],
            ['b1', null],
          ].filter(([id]) => include === 'all' || id !== 'a1'),
        )
      }
    },
  }),
]
