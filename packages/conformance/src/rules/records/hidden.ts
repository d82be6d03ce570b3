import type { Records } from '@holdfast/core'
import { expect } from 'vitest'
import { collect } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { hiddenPerson } from './hidden-person.ts'
import type { People } from './shapes.ts'

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

export const recordsHidden: readonly Rule[] = Object.entries(reads).map(([name, read]) =>
  rule({
    id: `records.hidden.${name}`,
    title: `${name}() leaves soft-deleted rows out, shows only them with include deleted, and both with include all`,
    present: async (context) => {
      const records = await hiddenPerson(context)
      const answers = [await read(records), await read(records, 'deleted'), await read(records, 'all')]
      expect(answers).toStrictEqual(expected[name])
    },
  }),
)
