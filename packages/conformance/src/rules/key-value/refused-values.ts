import { expect } from 'vitest'
import { failureOf, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const refused: readonly (readonly [string, () => unknown])[] = [
  ['undefined', () => undefined],
  ['undefined inside an object', () => ({ a: undefined })],
  ['undefined inside an array', () => [1, undefined]],
  ['a hole in an array', () => Object.assign([1], { length: 3 })],
  ['NaN', () => Number.NaN],
  ['an infinity', () => [Number.NEGATIVE_INFINITY]],
  ['a date', () => new Date(0)],
  ['a map', () => new Map([['a', 1]])],
  ['bytes', () => new Uint8Array([1])],
  ['a bigint', () => 1n],
  ['a function', () => () => 1],
  ['a symbol', () => Symbol('a')],
  ['a symbol as a key', () => ({ [Symbol('a')]: 1 })],
  [
    'an instance of a class',
    () =>
      new (class Point {
        x = 1
      })(),
  ],
  ['an object with toJSON', () => ({ toJSON: () => 'other' })],
  [
    'a cycle',
    () => {
      const a: Record<string, unknown> = {}
      a['a'] = a
      return a
    },
  ],
  ['a lone surrogate', () => 'a\uD800'],
  ['a lone surrogate in a key', () => ({ '\uDC00': 1 })],
  ['U+0000', () => ['a\u0000b']],
]

export const keyValueRefusedValues: readonly Rule[] = [
  ...refused.map(([what, make]) =>
    rule({
      id: `key-value.value.refuses-${what.replaceAll(' ', '-')}`,
      title: `keyValue.set() refuses ${what} with invalid-value and keeps the entry as it was`,
      present: async (context) => {
        const store = context.store<unknown>()
        await store.set('k', 'before')
        await refusal('invalid-value', () => store.set('k', make()))
        await refusal('invalid-value', () =>
          store.setMany([
            ['other', 1],
            ['k', make()],
          ]),
        )
        await refusal('invalid-value', () => store.atomic().set('other', 1).set('k', make()).commit())
        // In `update` undefined means "leave it as it is".
        if (make() !== undefined) await refusal('invalid-value', () => store.update('k', make))
        expect(await store.getMany(['k', 'other'])).toStrictEqual(['before', undefined])
      },
    }),
  ),
  rule({
    id: 'key-value.value.deep',
    title: 'keyValue.set() refuses a value nested a hundred thousand deep with a typed error',
    present: async (context) => {
      const store = context.store<unknown>()
      let deep: unknown = 1
      for (let level = 0; level < 100_000; level += 1) deep = [deep]
      const error = await failureOf(() => store.set('k', deep))
      expect((error as { code?: string }).code).toMatch(/^(invalid-value|too-large)$/)
      expect(await store.has('k')).toBe(false)
    },
  }),
  rule({
    id: 'key-value.value.getter',
    title: 'keyValue.set() passes on what a getter throws and stores nothing',
    present: async (context) => {
      const store = context.store<unknown>()
      const thrown = new Error('from the getter')
      const value = {
        get a(): never {
          throw thrown
        },
      }
      expect(await failureOf(() => store.set('k', value))).toBe(thrown)
      expect(await store.has('k')).toBe(false)
    },
  }),
  rule({
    id: 'key-value.arguments.options',
    title: 'keyValue refuses an option that does not exist, instead of ignoring it',
    present: async (context) => {
      const store = context.store()
      const wrong = { tll: 5 } as object
      await misuse(() => store.set('k', 1, wrong))
      await misuse(() => store.setMany([['k', 1]], wrong))
      await misuse(() => store.increment('k', 1, wrong))
      await misuse(() => store.list(wrong))
      await misuse(() => store.delete('k', wrong))
      await misuse(() => store.prune(wrong))
      await misuse(() => context.session.keyValue('x', wrong))
      expect(await store.has('k')).toBe(false)
    },
  }),
]
