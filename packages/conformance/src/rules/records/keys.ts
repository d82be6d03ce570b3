import { defineTable, integer, json, text, timestamp, type ErrorCode } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { columnCases, type ColumnCase } from './column-types.ts'
import { things } from './shapes.ts'

const keyed = (name: string, { column }: ColumnCase) =>
  defineTable(name, { id: column().primaryKey(), n: integer().default(0) })

const byType = (type: ColumnCase): Rule =>
  rule({
    id: `records.key.${type.name}`,
    title: `a primary key of ${type.name} finds, changes, replaces and deletes exactly its row, and is refused twice`,
    present: async (context) => {
      const table = keyed(context.name(), type)
      const records = await context.records(table)
      const keys = type.ordered as readonly string[]
      await records.insertMany(context.random.shuffle(keys.map((id, n) => ({ id, n }))))
      expect(await records.list({ limit: 1_000 })).toStrictEqual(keys.map((id, n) => ({ id, n })))
      for (const [n, id] of keys.entries()) {
        expect(await records.get(id)).toStrictEqual({ id, n })
        expect(await records.get({ id })).toStrictEqual({ id, n })
      }
      // Calls of one turn may share a statement.
      const together = context.random.shuffle(keys.map((id, n) => ({ id, n })))
      expect(await Promise.all(together.map(({ id }) => records.get(id)))).toStrictEqual(together)
      for (const id of context.random.shuffle(keys).slice(0, 3)) {
        await refusal('duplicate', () => records.insert({ id, n: 1 }))
        expect(await records.update(id, { n: 100 })).toStrictEqual({ id, n: 100 })
        expect(await records.upsert({ id, n: 200 })).toStrictEqual({ id, n: 200 })
        expect(await records.delete({ id })).toBe(true)
        expect([await records.delete(id), await records.get(id)]).toStrictEqual([false, undefined])
      }
      expect(await records.count()).toBe(Math.max(0, keys.length - 3))
    },
  })

const composite = (name: string) =>
  defineTable(
    name,
    { place: text(), at: timestamp(), slot: integer(), note: text().nullable() },
    { primaryKey: ['place', 'slot', 'at'] },
  )

const [first, second] = [new Date('2026-01-01T00:00:00.000Z'), new Date('2026-01-01T00:00:00.001Z')]

const wrongKeys: readonly (readonly [unknown, ErrorCode | 'misuse'])[] = [
  ...['5', 5n, true, undefined, null, {}, [], { id: 1, n: 1 }, { ID: 1 }, { id: undefined }, new Date()].map(
    (key) => [key, 'misuse'] as const,
  ),
  [1.5, 'invalid-value'],
  [2 ** 53, 'out-of-range'],
]

export const recordsKeys: readonly Rule[] = [
  ...columnCases.map(byType),
  rule({
    id: 'records.key.composite',
    title: 'a key of several columns names its row by all of them, in the order of the key',
    present: async (context) => {
      const records = await context.records(composite(context.name()))
      const rows = ['a', 'b'].flatMap((place) =>
        [1, 2].flatMap((slot) => [first, second].map((at) => ({ place, at, slot, note: null }))),
      )
      await records.insertMany(context.random.shuffle(rows))
      expect(await records.list()).toStrictEqual(rows)
      const key = { place: 'a', slot: 2, at: second }
      expect(await records.update(key, { note: 'here' })).toStrictEqual({ ...key, note: 'here' })
      expect(await records.count({ note: 'here' })).toBe(1)
      await refusal('duplicate', () => records.insert(key))
      expect(await records.upsert({ ...key, note: 'again' })).toStrictEqual({ ...key, note: 'again' })
      expect(await records.delete(key)).toBe(true)
      expect([await records.get(key), await records.count()]).toStrictEqual([undefined, 7])
      for (const wrong of ['a', { place: 'a' }, { place: 'a', slot: 2 }, { ...key, note: 'x' }] as never[]) {
        await misuse(() => records.get(wrong))
        await misuse(() => records.update(wrong, { note: 'x' }))
        await misuse(() => records.delete(wrong))
      }
    },
  }),
  rule({
    id: 'records.key.refused',
    title:
      'get(), update(), delete() and restore() refuse what is no key of the table, as misuse or by a typed error',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      await records.insert({ id: 1 })
      for (const [given, how] of wrongKeys) {
        const key = given as number
        const works = [
          () => records.get(key),
          () => records.getOrThrow(key),
          () => records.update(key, { n: 1 }),
          () => records.delete(key),
        ]
        for (const work of works) await (how === 'misuse' ? misuse(work) : refusal(how, work))
      }
      expect(await records.list()).toHaveLength(1)
    },
  }),
  rule({
    id: 'records.key.unchangeable',
    title: 'update() and updateWhere() refuse to change a key, and upsert() leaves it as it is',
    present: async (context) => {
      const table = defineTable(context.name(), { id: text().primaryKey(), body: json<unknown>().nullable() })
      const records = await context.records(table)
      await records.insert({ id: 'a' })
      await misuse(() => records.update('a', { id: 'b' } as never))
      await misuse(() => records.updateWhere({ id: 'a' }, { id: 'b' } as never))
      await misuse(() => records.upsert({ id: 'a' }, { update: { id: 'b' } as never }))
      await misuse(() => records.upsert({ id: 'a' }, { update: ['id'] as never }))
      expect(await records.upsert({ id: 'a' })).toStrictEqual({ id: 'a', body: null })
      expect(await records.list()).toStrictEqual([{ id: 'a', body: null }])
    },
  }),
]
