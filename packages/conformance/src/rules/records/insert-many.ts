import { expect } from 'vitest'
import { failureOf, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, things } from './shapes.ts'

const person = (index: number): { id: string; email: string; age: number } => ({
  id: `p${String(index).padStart(6, '0')}`,
  email: `${index}@x`,
  age: index,
})

const persons = function* (count: number, wrongAt = -1, wrong: object = {}) {
  for (let index = 0; index < count; index += 1) yield { ...person(index), ...(index === wrongAt && wrong) }
}

export const recordsInsertMany: readonly Rule[] = [
  rule({
    id: 'records.insert-many.sources',
    title:
      'insertMany() takes an array, an iterable and an async iterable, resolves with the number, and takes none',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      const slow = async function* () {
        for (let index = 200; index < 1_500; index += 1) {
          if (index % 500 === 0) await Promise.resolve()
          yield person(index)
        }
      }
      expect(await records.insertMany([])).toBe(0)
      expect(await records.insertMany([person(0)])).toBe(1)
      expect(await records.insertMany([...persons(200)].slice(1))).toBe(199)
      expect(await records.insertMany(slow())).toBe(1_300)
      expect(await records.insertMany(new Set([person(2_000), person(2_001)]))).toBe(2)
      expect(await records.aggregate({ select: { n: { count: true }, sum: { sum: 'age' } } })).toStrictEqual({
        n: 1_502,
        sum: (1_499 * 1_500) / 2 + 4_001,
      })
    },
  }),
  rule({
    id: 'records.insert-many.all-or-none',
    title:
      'insertMany() with a bad row in the middle inserts none: duplicate, check, not-null, a wrong value, a missing parent',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insert({ id: 'there', email: 'there@x' })
      const wrongs = [
        ['duplicate', { id: 'there' }],
        ['duplicate', { email: 'there@x' }],
        ['duplicate', { id: 'p000000' }],
        ['duplicate', { email: '0@x' }],
        ['check', { credits: -1 }],
        ['not-null', { email: null }],
        ['invalid-value', { age: 0.5 }],
        ['out-of-range', { age: 2 ** 60 }],
        ['invalid-value', { city: 'a\u0000b' }],
      ] as const
      for (const [code, wrong] of wrongs) {
        await refusal(code, () => records.insertMany(persons(3_000, 1_500, wrong)))
        await refusal(code, () => records.insertMany(persons(3_000, 2_999, wrong)))
      }
      expect(await records.count({}, { include: 'all' })).toBe(1)
    },
  }),
  rule({
    id: 'records.insert-many.source-fails',
    title:
      'insertMany() whose source throws inserts none and throws that error; a source that is left early is closed',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      const broken = new Error('the source broke')
      let closed = 0
      const failing = function* () {
        try {
          yield* persons(1_200)
          throw broken
        } finally {
          closed += 1
        }
      }
      const refused = function* () {
        try {
          yield* persons(1_200, 600, { age: 'old' })
        } finally {
          closed += 1
        }
      }
      expect(await failureOf(() => records.insertMany(failing()))).toBe(broken)
      expect(await failureOf(() => records.insertMany(refused()))).toBeInstanceOf(TypeError)
      expect([closed, await records.count()]).toStrictEqual([2, 0])
      for (const wrong of [null, 5, [person(1)], { ...person(1), nothing: 1 }] as never[])
        await misuse(() => records.insertMany([person(0), wrong]))
      expect(await records.count()).toBe(0)
    },
  }),
  rule({
    id: 'records.insert-many.transaction',
    title: 'insertMany() in a transaction is seen by it at once, and undone with it',
    present: async (context) => {
      const table = people(context.name())
      const records = await context.records(table)
      await context.session
        .transaction(async (tx) => {
          expect(await tx.records(table).insertMany(persons(700))).toBe(700)
          expect(await tx.records(table).count()).toBe(700)
          expect((await tx.records(table).get('p000699'))?.age).toBe(699)
          throw new Error('on purpose')
        })
        .catch(() => undefined)
      expect(await records.count()).toBe(0)
    },
  }),
  rule({
    id: 'records.insert-many.shapes',
    title: 'rows of one insertMany() may name different columns; what each leaves out is its default or null',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      const rows = Array.from({ length: 64 }, (_, id) => ({
        id,
        ...(id % 2 === 1 && { label: `l${id}` }),
        ...(id % 4 > 1 && { n: id }),
        ...(id % 8 > 3 && { at: new Date(id) }),
        ...(id % 16 > 7 && { flag: true }),
      }))
      expect(await records.insertMany(rows)).toBe(64)
      const blank = { label: null, n: null, at: null, flag: null }
      expect(await records.list()).toStrictEqual(rows.map((row) => ({ ...blank, ...row })))
    },
  }),
]
