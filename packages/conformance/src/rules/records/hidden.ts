import { many, type Records } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { collect, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, posts, type People } from './shapes.ts'

type Row = Records<People>

/** Everything that reads, as the ids or numbers that it shows of two rows: `live` and `dead`. */
const reads: Readonly<Record<string, (records: Row, include?: 'deleted' | 'all') => Promise<unknown>>> = {
  get: async (records, include) => [
    (await records.get('dead', { ...(include && { include }) }))?.id ?? null,
    (await records.get('live', { ...(include && { include }) }))?.id ?? null,
  ],
  find: async (records, include) => [
    (await records.find({ email: 'dead' }, { ...(include && { include }) }))?.id ?? null,
    (await records.find({ email: 'live' }, { ...(include && { include }) }))?.id ?? null,
  ],
  list: async (records, include) => (await records.list({ ...(include && { include }) })).map(({ id }) => id),
  page: async (records, include) =>
    (await records.page({ ...(include && { include }) })).items.map(({ id }) => id),
  offsetPage: async (records, include) => {
    const { items, total } = await records.offsetPage({ total: 'exact', ...(include && { include }) })
    return [...items.map(({ id }) => id), total]
  },
  walk: async (records, include) =>
    (await collect(records.walk({ ...(include && { include }) }))).map(({ id }) => id),
  exists: async (records, include) => [
    await records.exists({ id: 'dead' }, { ...(include && { include }) }),
    await records.exists({ id: 'live' }, { ...(include && { include }) }),
  ],
  count: (records, include) => records.count({}, { ...(include && { include }) }),
  aggregate: async (records, include) => {
    const select = {
      n: { count: true },
      top: { max: 'age' },
      sum: { sum: 'age' },
      mean: { avg: 'age' },
    } as const
    const row = await records.aggregate({ select, ...(include && { include }) })
    return [row.n, row.top, row.sum, row.mean]
  },
  group: (records, include) =>
    records.group({ by: ['id'], select: { n: { count: true } }, ...(include && { include }) }),
}

const [dead, live] = [
  { id: 'dead', n: 1 },
  { id: 'live', n: 1 },
]

const expected: Readonly<Record<string, readonly [active: unknown, deleted: unknown, all: unknown]>> = {
  get: [
    [null, 'live'],
    ['dead', null],
    ['dead', 'live'],
  ],
  find: [
    [null, 'live'],
    ['dead', null],
    ['dead', 'live'],
  ],
  list: [['live'], ['dead'], ['dead', 'live']],
  page: [['live'], ['dead'], ['dead', 'live']],
  offsetPage: [
    ['live', 1],
    ['dead', 1],
    ['dead', 'live', 2],
  ],
  walk: [['live'], ['dead'], ['dead', 'live']],
  exists: [
    [false, true],
    [true, false],
    [true, true],
  ],
  count: [1, 1, 2],
  aggregate: [
    [1, 1, 1, 1],
    [1, 9, 9, 9],
    [2, 9, 10, 5],
  ],
  group: [[live], [dead], [dead, live]],
}

const filled = async (context: Context): Promise<Row> => {
  const records = await context.records(people(context.name()))
  await records.insertMany([
    { id: 'live', email: 'live', age: 1 },
    { id: 'dead', email: 'dead', age: 9 },
  ])
  await records.delete('dead')
  return records
}

export const recordsHidden: readonly Rule[] = [
  ...Object.entries(reads).map(([name, read]) =>
    rule({
      id: `records.hidden.${name}`,
      title: `${name}() leaves soft-deleted rows out, shows only them with include deleted, and both with include all`,
      present: async (context) => {
        const records = await filled(context)
        const answers = [await read(records), await read(records, 'deleted'), await read(records, 'all')]
        expect(answers).toStrictEqual(expected[name])
      },
    }),
  ),
  rule({
    id: 'records.hidden.writes',
    title: 'update(), updateWhere(), delete(), deleteWhere() and getOrThrow() do not find a soft-deleted row',
    present: async (context) => {
      const records = await filled(context)
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
