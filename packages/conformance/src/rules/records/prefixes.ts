import { defineTable, oneOf, text } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { hostileKeys } from '../key-value/hostile-keys.ts'
import { things } from './shapes.ts'

const texts = [
  ...hostileKeys,
  ...hostileKeys.map((key) => `${key}${key}`),
  ...['%', '_', '\\', "'", '\uFFFF', '😀', '\u{10FFFF}', 'é'].flatMap((tail) => [
    `a${tail}`,
    `a${tail}z`,
    `A${tail}`,
  ]),
]

export const recordsPrefixes: readonly Rule[] = [
  rule({
    id: 'records.filter.prefix',
    title: 'startsWith matches byte for byte: no pattern, no case folding, no normal form, and never null',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      const all = [...new Set(['', ...texts])]
      await records.insertMany(all.map((label, id) => ({ id, label })))
      await records.insert({ id: all.length })
      for (const prefix of [...hostileKeys, 'a%', 'a_', 'a\\', '\u{10FFFF}\u{10FFFF}', 'nothing']) {
        const found = await records.list({ where: { label: { startsWith: prefix } }, limit: 1_000 })
        const expected = all.filter((label) => label.startsWith(prefix))
        expect(
          found.map(({ label }) => label),
          JSON.stringify(prefix),
        ).toStrictEqual(expected)
        const others = await records.count({ not: { label: { startsWith: prefix } } })
        expect(others, JSON.stringify(prefix)).toBe(all.length + 1 - expected.length)
      }
      expect(await records.count({ label: { startsWith: '' } })).toBe(all.length)
    },
  }),
  rule({
    id: 'records.filter.prefix-kinds',
    title:
      'startsWith is for text and listed values: on another type it is misuse, and a bad text a typed error',
    present: async (context) => {
      const table = defineTable(context.name(), {
        id: text().primaryKey(),
        kind: oneOf('open', 'opened', 'closed'),
      })
      const records = await context.records(table)
      await records.insertMany([
        { id: 'a1', kind: 'open' },
        { id: 'a2', kind: 'opened' },
        { id: 'b', kind: 'closed' },
      ])
      expect(await records.count({ kind: { startsWith: 'open' } as never })).toBe(2)
      expect(await records.count({ id: { startsWith: 'a' }, kind: { startsWith: 'opened' } as never })).toBe(
        1,
      )
      await refusal('invalid-value', () => records.list({ where: { id: { startsWith: '\uD83D' } } }))
      await refusal('invalid-value', () => records.list({ where: { id: { startsWith: 'a\u0000' } } }))
      await misuse(() => records.list({ where: { id: { startsWith: 5 as never } } }))
      await misuse(() => records.list({ where: { id: { startsWith: null as never } } }))
      const numbers = await context.records(things(context.name()))
      await misuse(() => numbers.list({ where: { n: { startsWith: '1' as never } } }))
    },
  }),
  rule({
    id: 'records.filter.database-collation',
    title: 'a text of the database’s collation is compared and ordered as bytes all the same',
    present: async (context) => {
      const table = defineTable(context.name(), { id: text({ collation: 'database' }).primaryKey() })
      const records = await context.records(table)
      const ids = ['Z', 'a', 'b', 'ä', '\uFFFF', '😀']
      await records.insertMany(context.random.shuffle(ids).map((id) => ({ id })))
      expect((await records.list()).map(({ id }) => id)).toStrictEqual(ids)
      expect(
        (await records.list({ where: { id: { gt: 'a', lt: '😀' } } })).map(({ id }) => id),
      ).toStrictEqual(ids.slice(2, 5))
      expect((await records.page({ orderBy: [['id', 'desc']], limit: 2 })).items).toStrictEqual([
        { id: '😀' },
        { id: '\uFFFF' },
      ])
      expect(await records.get('ä')).toStrictEqual({ id: 'ä' })
      expect(await records.aggregate({ select: { low: { min: 'id' }, high: { max: 'id' } } })).toStrictEqual({
        low: 'Z',
        high: '😀',
      })
    },
  }),
]
