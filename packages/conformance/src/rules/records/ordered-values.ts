import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { rule, type Rule } from '../../rule.ts'
import { columnCases, typed, type ColumnCase, type Typed } from './column-types.ts'
import type { Records } from '@holdfast/core'

/** Row n has the n-th value of the order; the last row has null. Inserted in a random order. */
const filled = async (context: Context, type: ColumnCase): Promise<Records<Typed>> => {
  const records = await context.records(typed(context.name(), type))
  const rows = [...type.ordered, null].map((v, id) => ({ id, v }))
  await records.insertMany(context.random.shuffle(rows))
  return records
}

const ids = (rows: readonly { readonly id: number }[]): number[] => rows.map(({ id }) => id)

const comparisons: Readonly<Record<string, (row: number, value: number) => boolean>> = {
  eq: (row, value) => row === value,
  ne: (row, value) => row !== value,
  gt: (row, value) => row > value,
  gte: (row, value) => row >= value,
  lt: (row, value) => row < value,
  lte: (row, value) => row <= value,
}

const rulesOf: readonly ((type: ColumnCase) => Rule)[] = [
  (type) =>
    rule({
      id: `records.filter.${type.name}`,
      title: `every comparison with a column of ${type.name} matches the rows that the order says; null matches ne alone`,
      present: async (context) => {
        const records = await filled(context, type)
        const values = type.ordered
        const nullId = values.length
        const select = ['id'] as const
        const found = async (where: object): Promise<number[]> =>
          ids(await records.list({ where, select, limit: 1_000 }))
        const probes = context.random.shuffle([...values.keys()]).slice(0, 12)
        for (const probe of probes) {
          for (const [operator, holds] of Object.entries(comparisons)) {
            const expected = [...values.keys()].filter((row) => holds(row, probe))
            if (operator === 'ne') expected.push(nullId)
            expect(
              await found({ v: { [operator]: values[probe] } }),
              `${operator} row ${probe}`,
            ).toStrictEqual(expected)
          }
        }
        const [some, other] = [probes[0] ?? 0, probes.at(-1) ?? 0]
        const both = [...new Set([some, other])].sort((left, right) => left - right)
        const rest = [...values.keys(), nullId].filter((row) => !both.includes(row))
        expect(await found({ v: values[some] })).toStrictEqual([some])
        expect(await found({ v: { in: [values[some], values[other], values[some]] } })).toStrictEqual(both)
        expect(await found({ v: { notIn: [values[some], values[other]] } })).toStrictEqual(rest)
        expect(await found({ v: { in: [values[some], null] } })).toStrictEqual([some, nullId])
        expect(await found({ v: { in: [] } })).toStrictEqual([])
        expect(await found({ v: { notIn: [] } })).toStrictEqual([...values.keys(), nullId])
        expect(await found({ v: null })).toStrictEqual([nullId])
        expect(await found({ v: { ne: null } })).toStrictEqual([...values.keys()])
      },
    }),
  (type) =>
    rule({
      id: `records.order.${type.name}`,
      title: `orderBy and page() order a column of ${type.name} alike everywhere, null where it was asked for`,
      present: async (context) => {
        const records = await filled(context, type)
        const up = [...type.ordered.keys()]
        const nullId = up.length
        const cases = [
          { orderBy: ['v'], expected: [nullId, ...up] },
          { orderBy: [['v', 'desc']], expected: [...up.toReversed(), nullId] },
          { orderBy: [['v', 'asc', 'nulls last']], expected: [...up, nullId] },
          { orderBy: [['v', 'desc', 'nulls first']], expected: [nullId, ...up.toReversed()] },
        ] as const
        for (const { orderBy, expected } of cases) {
          expect(ids(await records.list({ orderBy, limit: 1_000 }))).toStrictEqual(expected)
          const seen: number[] = []
          let after: string | undefined
          do {
            const page = await records.page({ orderBy, limit: 3, ...(after !== undefined && { after }) })
            seen.push(...ids(page.items))
            after = page.next
          } while (after !== undefined)
          expect(seen).toStrictEqual(expected)
        }
      },
    }),
  (type) =>
    rule({
      id: `records.aggregate.${type.name}`,
      title: `min, max and group() over a column of ${type.name} follow its order, and leave null out of min and max`,
      present: async (context) => {
        const records = await filled(context, type)
        const select = { low: { min: 'v' }, high: { max: 'v' }, n: { count: true } } as const
        expect(await records.aggregate({ select })).toStrictEqual({
          low: type.ordered[0],
          high: type.ordered.at(-1),
          n: type.ordered.length + 1,
        })
        expect(await records.aggregate({ where: { v: null }, select })).toStrictEqual({
          low: null,
          high: null,
          n: 1,
        })
        const groups = await records.group({ by: ['v'], select: { n: { count: true } } })
        expect(groups).toStrictEqual([null, ...type.ordered].map((v) => ({ v, n: 1 })))
      },
    }),
]

export const recordsOrderedValues: readonly Rule[] = columnCases.flatMap((type) =>
  rulesOf.map((make) => make(type)),
)
