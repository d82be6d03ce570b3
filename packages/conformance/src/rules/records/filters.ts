import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { labelledRows, labelledThings, type ThingFilter } from './labelled-things.ts'

const deep = (levels: number): ThingFilter =>
  levels === 0 ? { id: 1 } : levels % 2 === 0 ? { not: deep(levels - 1) } : { and: [deep(levels - 1)] }

const expected: readonly (readonly [where: ThingFilter, ids: readonly number[]])[] = [
  [{}, [1, 2, 3, 4, 5, 6]],
  [{ label: 'a', n: 1 }, [1]],
  [{ label: 'a', and: [{ n: 1 }, { flag: true }] }, [1]],
  [{ or: [{ label: 'b' }, { n: 0 }] }, [3, 6]],
  [{ label: 'a', or: [{ n: 2 }, { n: 7 }] }, [2]],
  [{ or: [] }, []],
  [{ and: [] }, [1, 2, 3, 4, 5, 6]],
  [{ not: { or: [] } }, [1, 2, 3, 4, 5, 6]],
  [{ not: { and: [] } }, []],
  [{ not: {} }, []],
  [{ or: [{}] }, [1, 2, 3, 4, 5, 6]],
  [{ not: { label: 'a' } }, [3, 4, 5, 6]],
  [{ not: { label: null } }, [1, 2, 3, 6]],
  [{ not: { label: 'a', n: 1 } }, [2, 3, 4, 5, 6]],
  [{ not: { or: [{ label: 'a' }, { n: 2 }] } }, [3, 5, 6]],
  [{ not: { not: { n: { gt: 1 } } } }, [2, 4]],
  [{ not: { n: { gt: 1 } } }, [1, 3, 5, 6]],
  [{ n: { gt: 0, lt: 2 } }, [1, 3]],
  [{ n: { gte: 1, ne: 2 } }, [1, 3]],
  [{ n: { gt: 2, lt: 1 } }, []],
  [{ n: { ne: null, notIn: [1] } }, [2, 4, 6]],
  [{ n: { notIn: [1, null] } }, [2, 4, 6]],
  [{ n: { in: [null] } }, [5]],
  [{ n: { isNull: true }, label: { isNull: true } }, [5]],
  [{ n: { isNull: false, eq: 0 } }, [6]],
  [{ flag: { ne: true } }, [2, 3, 5, 6]],
  [{ flag: { lt: true } }, [2, 6]],
  [{ label: '' }, [6]],
  [{ label: { gte: '' } }, [1, 2, 3, 6]],
  [{ and: [{ or: [{ id: 1 }, { id: 2 }] }, { or: [{ id: 2 }, { id: 3 }] }] }, [2]],
  [deep(29), [1]],
]

/** Refused where rows are changed. */
const saysNothing = new Set(['{}', '{"and":[]}', '{"or":[{}]}'])

export const recordsFilters: readonly Rule[] = [
  rule({
    id: 'records.filter.combined',
    title:
      'and, or, not and several conditions combine two-valued: null matches no comparison and every negation',
    present: async (context) => {
      const { ids } = await labelledThings(context)
      for (const [where, found] of expected)
        expect(await ids(where), JSON.stringify(where)).toStrictEqual(found)
    },
  }),
  rule({
    id: 'records.filter.everywhere',
    title:
      'find(), exists(), count(), page(), offsetPage(), walk(), aggregate() and group() take the filters of list()',
    present: async (context) => {
      const { records } = await labelledThings(context)
      for (const [where, found] of expected) {
        const what = JSON.stringify(where)
        expect((await records.find(where))?.id, what).toBe(found[0])
        expect([await records.exists(where), await records.count(where)], what).toStrictEqual([
          found.length > 0,
          found.length,
        ])
        expect(
          (await records.page({ where })).items.map(({ id }) => id),
          what,
        ).toStrictEqual(found)
        expect((await records.offsetPage({ where, total: 'exact' })).total, what).toBe(found.length)
        const seen: number[] = []
        for await (const { id } of records.walk({ where })) seen.push(id)
        expect(seen, what).toStrictEqual(found)
        const select = { n: { count: true }, some: { count: true, where } } as const
        expect(await records.aggregate({ where, select }), what).toStrictEqual({
          n: found.length,
          some: found.length,
        })
        expect(await records.aggregate({ select }), what).toStrictEqual({
          n: labelledRows.length,
          some: found.length,
        })
        const groups = await records.group({ by: ['id'], where, select: { n: { count: true } } })
        expect(
          groups.map(({ id }) => id),
          what,
        ).toStrictEqual(found)
      }
    },
  }),
  rule({
    id: 'records.filter.writes',
    title: 'updateWhere() and deleteWhere() touch exactly the rows that list() shows for the filter',
    present: async (context) => {
      const { records, ids } = await labelledThings(context)
      const marked = new Date(0)
      for (const [where, found] of expected) {
        if (saysNothing.has(JSON.stringify(where))) continue
        expect(await records.updateWhere(where, { at: marked }), JSON.stringify(where)).toBe(found.length)
        expect(await ids({ at: marked })).toStrictEqual(found)
        expect(await records.updateWhere({ at: marked }, { at: null })).toBe(found.length)
      }
      expect(await records.deleteWhere({ not: { n: { gt: 1 } } })).toBe(4)
      expect(await ids({})).toStrictEqual([2, 4])
    },
  }),
]
