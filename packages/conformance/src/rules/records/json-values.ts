import { defineTable, integer, json } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { hostileKeys } from '../key-value/hostile-keys.ts'

const documents = (name: string) =>
  defineTable(name, { id: integer().primaryKey(), body: json<unknown>().nullable() })

const kept: readonly unknown[] = [
  '',
  'text',
  '"quoted"',
  'null',
  0,
  -1.5,
  2 ** 53,
  1e21,
  5e-324,
  Number.MAX_VALUE,
  true,
  false,
  {},
  [],
  [[], [null, [{}]]],
  { a: { b: [1, 'two', null, { c: false }] } },
  { '': 1, ' ': 2, 'a.b': 3, $: 4, '$.a': 5, '[0]': 6, '"': 7 },
  Object.fromEntries(hostileKeys.map((key) => [key, key])),
  JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}'),
  { increment: 5 },
  { path: ['a'], eq: 1 },
  { 'e\u0301': 'combining', é: 'composed' },
  Array.from({ length: 500 }, (_, index) => ({ index, text: '😀'.repeat(index % 7) })),
]

const cycle: Record<string, unknown> = {}
cycle['self'] = [cycle]

const refused: readonly unknown[] = [
  Number.NaN,
  { a: Number.POSITIVE_INFINITY },
  { a: [undefined] },
  { a: new Date() },
  [5n],
  { a: 'nul\u0000' },
  { '\uD800': 1 },
  ['\uDC00'],
  { a: Symbol('a') },
  { a: () => 1 },
  new Map(),
  cycle,
]

export const recordsJsonValues: readonly Rule[] = [
  rule({
    id: 'records.value.json.kept',
    title:
      'insert(), update(), upsert() and insertMany() keep every JSON value equal; the order of keys is not promised',
    present: async (context) => {
      const records = await context.records(documents(context.name()))
      for (const [id, body] of [...kept, null].entries()) {
        expect(await records.insert({ id, body })).toStrictEqual({ id, body })
        expect(await records.get(id)).toStrictEqual({ id, body })
      }
      for (const body of [...kept, null]) {
        expect(await records.update(0, { body })).toStrictEqual({ id: 0, body })
        expect(await records.upsert({ id: 1, body })).toStrictEqual({ id: 1, body })
        expect((await records.get(1))?.body).toStrictEqual(body)
      }
      const rows = kept.map((body, index) => ({ id: 100 + index, body }))
      await records.insertMany(rows)
      expect(await records.list({ where: { id: { gte: 100 } } })).toStrictEqual(rows)
    },
  }),
  rule({
    id: 'records.value.json.null',
    title: 'a JSON column that is null is SQL’s null: isNull finds it, and a nested null is a value',
    present: async (context) => {
      const records = await context.records(documents(context.name()))
      await records.insertMany([
        { id: 1, body: null },
        { id: 2 },
        { id: 3, body: { a: null } },
        { id: 4, body: [] },
      ])
      expect((await records.list({ where: { body: { isNull: true } } })).map(({ id }) => id)).toStrictEqual([
        1, 2,
      ])
      expect((await records.list({ where: { body: { isNull: false } } })).map(({ id }) => id)).toStrictEqual([
        3, 4,
      ])
    },
  }),
  rule({
    id: 'records.value.json.refused',
    title: 'every write refuses with invalid-value what JSON would drop or change, and writes nothing',
    present: async (context) => {
      const records = await context.records(documents(context.name()))
      await records.insert({ id: 0, body: 'before' })
      for (const body of refused) {
        await refusal('invalid-value', () => records.insert({ id: 1, body }))
        await refusal('invalid-value', () => records.update(0, { body }))
        await refusal('invalid-value', () => records.upsert({ id: 0, body }))
        await refusal('invalid-value', () => records.insertMany([{ id: 2 }, { id: 3, body }]))
      }
      expect(await records.list()).toStrictEqual([{ id: 0, body: 'before' }])
    },
  }),
  rule({
    id: 'records.value.fresh-copies',
    title: 'what is inserted and what is read are copies: changing them later changes no row',
    present: async (context) => {
      const records = await context.records(documents(context.name()))
      const body = { list: [1] }
      const inserting = records.insert({ id: 1, body })
      body.list.push(2)
      const inserted = (await inserting) as { body: { list: number[] } }
      inserted.body.list.push(3)
      const read = (await records.get(1)) as { body: { list: number[] } }
      read.body.list.push(4)
      expect(await records.get(1)).toStrictEqual({ id: 1, body: { list: [1] } })
      const patch = { body: ['patched'] }
      const updating = records.update(1, patch)
      patch.body.push('later')
      await updating
      expect(await records.get(1)).toStrictEqual({ id: 1, body: ['patched'] })
    },
  }),
]
