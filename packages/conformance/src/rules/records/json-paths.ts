import { defineTable, integer, json, type PathCondition } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { rule, type Rule } from '../../rule.ts'
import { hostileKeys } from '../key-value/hostile-keys.ts'

const documents = (name: string) =>
  defineTable(name, { id: integer().primaryKey(), body: json<unknown>().nullable() })

const filled = async (context: Context, bodies: readonly unknown[]) => {
  const records = await context.records(documents(context.name()))
  await records.insertMany(bodies.map((body, id) => ({ id, body })))
  return async (condition: PathCondition): Promise<number[]> => {
    const found = (await records.list({ where: { body: condition }, limit: 1_000 })).map(({ id }) => id)
    const others = (await records.list({ where: { not: { body: condition } }, limit: 1_000 })).map(
      ({ id }) => id,
    )
    expect([...found, ...others].sort((left, right) => left - right)).toStrictEqual([...bodies.keys()])
    return found
  }
}

const scalars = [
  { a: 1 },
  { a: '1' },
  { a: true },
  { a: null },
  { a: [1] },
  { a: { a: 1 } },
  { b: 1 },
  { a: 1.5 },
  { a: 'b' },
  { a: false },
  [1],
  'a',
  1,
  {},
  null,
]

const cases: readonly (readonly [Omit<PathCondition, 'path'>, readonly number[]])[] = [
  [{ eq: 1 }, [0]],
  [{ eq: '1' }, [1]],
  [{ eq: true }, [2]],
  [{ eq: null }, [3]],
  [{ eq: 'true' }, []],
  [{ eq: 'null' }, []],
  [{ ne: 1 }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]],
  [{ ne: null }, [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]],
  [{ gt: 1 }, [7]],
  [{ gte: 1 }, [0, 7]],
  [{ lt: 1.5 }, [0]],
  [{ lte: 1.5 }, [0, 7]],
  [{ gt: '0' }, [1, 8]],
  [{ lt: 'b' }, [1]],
  [{ gte: '1', lt: 'b' }, [1]],
  [{ in: [1, 'b', null, false] }, [0, 3, 8, 9]],
  [{ in: [] }, []],
  [{ notIn: [1, '1', true, null] }, [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]],
  [{ notIn: [] }, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]],
  [{ exists: true }, [0, 1, 2, 3, 4, 5, 7, 8, 9]],
  [{ exists: false }, [6, 10, 11, 12, 13, 14]],
  [{ exists: true, ne: null }, [0, 1, 2, 4, 5, 7, 8, 9]],
]

export const recordsJsonPaths: readonly Rule[] = [
  rule({
    id: 'records.filter.json-scalars',
    title:
      'a condition on a JSON path compares values of the same JSON type only; ne and notIn match the rest, missing ones too',
    present: async (context) => {
      const ids = await filled(context, scalars)
      for (const [condition, found] of cases) {
        expect(await ids({ path: ['a'], ...condition }), JSON.stringify(condition)).toStrictEqual(found)
      }
    },
  }),
  rule({
    id: 'records.filter.json-hostile-keys',
    title:
      'a part of a JSON path is a name as it is: dots, quotes, $, brackets, % and the empty name find their own value',
    present: async (context) => {
      const keys = [
        '',
        '$',
        '$.a',
        'a.b',
        'a"b',
        "a'b",
        'a\\b',
        '[0]',
        '*',
        '**',
        '@',
        '#',
        '#-1',
        '0',
        '-1',
        '?(@)',
        ...hostileKeys,
      ]
      const all = [...new Set(keys)]
      const ids = await filled(context, [
        ...all.map((key) => ({ [`${key}x`]: 0, [key]: 'here' })),
        Object.fromEntries(all.map((key) => [`${key}y`, 'here'])),
        { a: { b: 'here' } },
      ])
      for (const [id, key] of all.entries()) {
        expect(await ids({ path: [key], eq: 'here' }), JSON.stringify(key)).toStrictEqual([id])
        expect(await ids({ path: [key, key], exists: true }), JSON.stringify(key)).toStrictEqual([])
      }
      expect(await ids({ path: ['a', 'b'], eq: 'here' })).toStrictEqual([all.length + 1])
    },
  }),
  rule({
    id: 'records.filter.json-indexes',
    title:
      'a number in a JSON path is an element of an array, a text a property of an object, never the other',
    present: async (context) => {
      const ids = await filled(context, [
        ['x', 'y'],
        { 0: 'x', 1: 'y' },
        [['x'], { 0: 'x' }],
        'xy',
        { list: [{ name: 'x' }, { name: 'y' }] },
        [null],
        [],
      ])
      expect(await ids({ path: [0], eq: 'x' })).toStrictEqual([0])
      expect(await ids({ path: ['0'], eq: 'x' })).toStrictEqual([1])
      expect(await ids({ path: [1], exists: true })).toStrictEqual([0, 2])
      expect(await ids({ path: [0, 0], eq: 'x' })).toStrictEqual([2])
      expect(await ids({ path: [1, '0'], eq: 'x' })).toStrictEqual([2])
      expect(await ids({ path: ['list', 1, 'name'], eq: 'y' })).toStrictEqual([4])
      expect(await ids({ path: [0], eq: null })).toStrictEqual([5])
      expect(await ids({ path: [0], exists: true })).toStrictEqual([0, 2, 5])
      expect(await ids({ path: [2_000_000_000], exists: true })).toStrictEqual([])
    },
  }),
  rule({
    id: 'records.filter.json-values',
    title: 'a JSON path compares numbers as doubles and text as bytes, whatever it looks like',
    present: async (context) => {
      const numbers = [-1e300, -1, 0, 5e-324, 0.1, 9, 10, 2 ** 53, 2 ** 53 + 2, 1e300]
      const texts = [...hostileKeys, '10', '9', '1e1', "' or 1=1 --"]
      const ids = await filled(
        context,
        [...numbers, ...texts].map((v) => ({ v })),
      )
      for (const [id, value] of numbers.entries()) {
        expect(await ids({ path: ['v'], eq: value }), `${value}`).toStrictEqual([id])
        const below = [...numbers.keys()].slice(0, id)
        expect(await ids({ path: ['v'], lt: value }), `${value}`).toStrictEqual(below)
      }
      const bytes = (text: string): Buffer => Buffer.from(text)
      for (const [index, value] of texts.entries()) {
        expect(await ids({ path: ['v'], eq: value }), value).toStrictEqual([numbers.length + index])
        if (index % 6 !== 0) continue
        const above = texts.flatMap((other, at) =>
          Buffer.compare(bytes(other), bytes(value)) > 0 ? [numbers.length + at] : [],
        )
        expect(await ids({ path: ['v'], gt: value }), value).toStrictEqual(above)
      }
      const all = [...numbers.keys(), ...texts.map((_, index) => numbers.length + index)]
      expect(await ids({ path: ['v'], in: [...numbers, ...texts] })).toStrictEqual(all)
    },
  }),
]
