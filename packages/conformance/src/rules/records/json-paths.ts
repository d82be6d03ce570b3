import { type PathCondition } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { documents } from './documents.ts'

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
      const ids = await documents(context, scalars)
      for (const [condition, found] of cases) {
        expect(await ids({ path: ['a'], ...condition }), JSON.stringify(condition)).toStrictEqual(found)
      }
    },
  }),
  rule({
    id: 'records.filter.json-indexes',
    title:
      'a number in a JSON path is an element of an array, a text a property of an object, never the other',
    present: async (context) => {
      const ids = await documents(context, [
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
]
