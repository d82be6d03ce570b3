import { expect } from 'vitest'
import { collect, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { columnCases, typed, type ColumnCase } from './column-types.ts'

const withNull = ({ kept }: ColumnCase): readonly (readonly [unknown, unknown])[] => [...kept, [null, null]]

const rulesOf: readonly ((type: ColumnCase) => Rule)[] = [
  (type) =>
    rule({
      id: `records.value.${type.name}.insert`,
      title: `insert(), get() and list() keep every ${type.name}, and null, as it is`,
      present: async (context) => {
        const records = await context.records(typed(context.name(), type))
        for (const [id, [given, read]] of withNull(type).entries()) {
          expect(await records.insert({ id, v: given })).toStrictEqual({ id, v: read })
          expect(await records.get(id)).toStrictEqual({ id, v: read })
        }
        const all = withNull(type).map(([, read], id) => ({ id, v: read }))
        expect(await records.list({ limit: 1_000 })).toStrictEqual(all)
        expect((await records.page({ limit: 1_000 })).items).toStrictEqual(all)
        expect(await collect(records.walk())).toStrictEqual(all)
      },
    }),
  (type) =>
    rule({
      id: `records.value.${type.name}.change`,
      title: `update(), upsert() and updateWhere() write every ${type.name}, and null, as it is`,
      present: async (context) => {
        const records = await context.records(typed(context.name(), type))
        await records.insert({ id: 0 })
        for (const [given, read] of withNull(type)) {
          expect(await records.update(0, { v: given })).toStrictEqual({ id: 0, v: read })
          expect(await records.get(0)).toStrictEqual({ id: 0, v: read })
        }
        for (const [given, read] of withNull(type)) {
          expect(await records.upsert({ id: 0, v: given })).toStrictEqual({ id: 0, v: read })
          expect(await records.upsert({ id: 1, v: given }, { update: ['v'] })).toStrictEqual({
            id: 1,
            v: read,
          })
        }
        for (const [given, read] of [...type.kept.slice(0, 8), [null, null] as const]) {
          expect(await records.updateWhere({ id: 0 }, { v: given })).toBe(1)
          expect(await records.get(0)).toStrictEqual({ id: 0, v: read })
        }
      },
    }),
  (type) =>
    rule({
      id: `records.value.${type.name}.many`,
      title: `insertMany() and upsertMany() write every ${type.name}, and null, as it is`,
      present: async (context) => {
        const records = await context.records(typed(context.name(), type))
        const rows = withNull(type).map(([given], id) => ({ id, v: given }))
        const read = withNull(type).map(([, value], id) => ({ id, v: value }))
        expect(await records.insertMany(rows)).toBe(rows.length)
        expect(await records.list({ limit: 1_000 })).toStrictEqual(read)
        expect(await records.upsertMany(rows.map(({ id }) => ({ id, v: null })))).toBe(rows.length)
        expect(await records.count({ v: null })).toBe(rows.length)
        expect(await records.upsertMany(rows)).toBe(rows.length)
        expect(await records.list({ limit: 1_000 })).toStrictEqual(read)
      },
    }),
  (type) =>
    rule({
      id: `records.value.${type.name}.refused`,
      title: `every write and filter refuses what a column of ${type.name} cannot hold, and writes nothing`,
      present: async (context) => {
        const records = await context.records(typed(context.name(), type))
        await records.insert({ id: 0 })
        for (const [v, how] of type.refused) {
          const works = [
            () => records.insert({ id: 1, v }),
            () => records.insertMany([{ id: 2 }, { id: 3, v }]),
            () => records.update(0, { v }),
            () => records.updateWhere({ id: 0 }, { v }),
            () => records.upsert({ id: 0, v }),
            () => records.upsertMany([{ id: 4 }, { id: 0, v }]),
            () => records.list({ where: { v } }),
            () => records.count({ v: { in: [null, v] } }),
            () => records.exists({ v: { gte: v } }),
          ]
          for (const work of works) await (how === 'misuse' ? misuse(work) : refusal(how, work))
        }
        expect(await records.list()).toStrictEqual([{ id: 0, v: null }])
      },
    }),
]

export const recordsValues: readonly Rule[] = columnCases.flatMap((type) => rulesOf.map((make) => make(type)))
