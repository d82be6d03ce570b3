import { defineTable, integer, json, many, softDelete, text, version, type TableColumn } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { looseRecords } from './loose-records.ts'

const names = [
  'select',
  'Table',
  'order',
  'user',
  'with space',
  'a"b',
  "a'b",
  'a`b',
  'a.b',
  'ключ',
  '😀',
  '%s',
  '$1',
  '?',
  ':name',
  'a;drop',
  '"',
  '--',
  '\\',
  'null',
  'rowid',
  'constructor',
  't',
]

export const recordsHostileNames: readonly Rule[] = [
  rule({
    id: 'records.names.hostile',
    title:
      'tables and columns with quotes, keywords, spaces and other alphabets in their names work in every method',
    timeout: 60_000,
    present: async (context) => {
      for (const name of names) {
        const table = defineTable(
          `${name} ${context.name()}`,
          {
            [`${name}Id`]: integer().primaryKey().named(name),
            [`${name}Text`]: text().nullable().unique().named(`${name} 2`),
            n: integer().default(0).named(`${name} 3`),
            body: json<unknown>().nullable().named(`${name} 4`),
            version: version(),
            ...softDelete(),
          },
          { index: [['n']], check: { [name]: { n: { gte: 0 } } } },
        )
        await context.tables([table])
        const records = looseRecords(context.session, table)
        const [id, label] = [`${name}Id`, `${name}Text`]
        await records.insertMany([1, 2, 3].map((key) => ({ [id]: key, [label]: `${key}`, n: key })))
        expect((await records.get(2))?.[label], name).toBe('2')
        expect((await records.update(2, { n: 5, body: { [name]: [name] } }))?.['n'], name).toBe(5)
        expect((await records.upsert({ [id]: 3, [label]: 'x' }))?.[label], name).toBe('x')
        const where = {
          [label]: { startsWith: 'x' },
          or: [{ n: { gt: 0 } }, { body: { path: [name], exists: true } }],
        }
        expect(
          (await records.list({ where, orderBy: [[label, 'desc'], 'n'] })).map((row) => row[id]),
        ).toStrictEqual([3])
        expect(await records.count({ body: { path: [name, 0], eq: name } }), name).toBe(1)
        const page = await records.page({ orderBy: [[label, 'desc']], limit: 1 })
        expect(
          (await records.page({ orderBy: [[label, 'desc']], limit: 1, after: page.next })).items,
        ).toHaveLength(1)
        expect(await records.group({ by: [label], select: { [name]: { sum: 'n' } } })).toHaveLength(3)
        await refusal('check', () => records.update(1, { n: -1 }))
        await refusal('duplicate', () => records.insert({ [id]: 9, [label]: 'x' }))
        expect([await records.delete(1), (await records.restore(1))?.[id]]).toStrictEqual([true, 1])
      }
    },
  }),
  rule({
    id: 'records.names.longest',
    title:
      'names of 63 bytes work, also with constraints named after them, and one byte more throws too-large',
    present: async (context) => {
      const pad = (name: string): string => `${name}${'é'.repeat(40)}`
      const cut = (name: string): string => {
        let short = pad(name)
        while (Buffer.byteLength(short) > 63) short = short.slice(0, -1)
        return short.padEnd(short.length + 63 - Buffer.byteLength(short), 'x')
      }
      const column = cut('c')
      const parent = defineTable(cut(context.name()), {
        [column]: integer().primaryKey(),
        other: text().unique(),
      })
      const child = defineTable(
        cut(context.name()),
        {
          id: integer().primaryKey(),
          one: integer().named(cut('one')),
          two: text().named(cut('two')),
          up: integer()
            .nullable()
            .references(() => (parent as Record<string, TableColumn>)[column] as TableColumn<number>, {
              onDelete: 'cascade',
            })
            .named(cut('up')),
        },
        {
          unique: [
            ['one', 'two'],
            ['two', 'one', 'up'],
          ],
          index: [
            ['one', 'up'],
            ['two', 'up'],
          ],
          check: { [cut('k')]: { one: { gt: 0 } } },
        },
      )
      await context.tables([parent, child])
      const [up, down] = [looseRecords(context.session, parent), context.session.records(child)]
      await up.insert({ [column]: 1, other: 'a' })
      await down.insert({ id: 1, one: 1, two: 'a', up: 1 })
      await refusal('duplicate', () => down.insert({ id: 2, one: 1, two: 'a' }))
      await refusal('check', () => down.insert({ id: 2, one: 0, two: 'b' }))
      await refusal('foreign-key', () => down.insert({ id: 2, one: 2, two: 'b', up: 7 }))
      const rows = await up.list({ with: { children: many(child.up as TableColumn) } })
      expect(rows).toMatchObject([{ children: [{ id: 1 }] }])
      expect([await up.delete(1), await down.count()]).toStrictEqual([true, 0])
      await refusal('too-large', () => defineTable(`${cut('t')}x`, { id: integer().primaryKey() }))
      await refusal('too-large', () => integer().named(`${column}x`))
      await misuse(() => defineTable('', { id: integer().primaryKey() }))
      await refusal('invalid-value', () => defineTable('a\u0000', { id: integer().primaryKey() }))
    },
  }),
]
