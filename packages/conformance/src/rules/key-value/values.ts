import type { Json } from '@holdfast/core'
import { expect } from 'vitest'
import { failureOf, iterate, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const kept: readonly (readonly [string, Json])[] = [
  ['null', null],
  ['false', false],
  ['true', true],
  ['zero', 0],
  ['minus zero', -0],
  ['the empty string', ''],
  ['the empty array', []],
  ['the empty object', {}],
  ['the largest safe integer', Number.MAX_SAFE_INTEGER],
  ['the smallest safe integer', Number.MIN_SAFE_INTEGER],
  ['the largest double', Number.MAX_VALUE],
  ['the smallest double', Number.MIN_VALUE],
  ['a fraction', 0.1 + 0.2],
  ['text with quotes and backslashes', `'"\`\\ \\u0041 \\0 $1 ? :a %s {0}`],
  ['text with line ends and controls', '\r\n\t\u0001\u001F\u007F\u2028\u2029\uFEFF'],
  ['text beyond the basic plane', '😀𝒳\u{10FFFF}'],
  ['combining text as it is', 'e\u0301 ≠ \u00E9'],
  ['text with spaces at both ends', '  a  '],
  ['nested values', { a: [1, { b: [null, [[]]] }], 'ключ "': { '': 0, ' ': 1 } }],
  ['the order of keys', { z: 1, a: 2, '10': 3, '9': 4 }],
]

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

export const keyValueValues: readonly Rule[] = [
  ...kept.map(([what, value]) =>
    rule({
      id: `key-value.value.keeps-${what.replaceAll(' ', '-')}`,
      title: `keyValue.get() gives back ${what}`,
      present: async (context) => {
        const store = context.store()
        await store.set('k', value)
        expect(await store.get('k')).toStrictEqual(value)
        expect(JSON.stringify(await store.get('k'))).toBe(JSON.stringify(value))
        expect((await store.entry('k'))?.value).toStrictEqual(value)
        expect(await store.getMany(['k'])).toStrictEqual([value])
      },
    }),
  ),
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
    id: 'key-value.value.proto',
    title: 'keyValue keeps a property named __proto__ as data',
    present: async (context) => {
      const store = context.store()
      const value = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as Json
      await store.set('k', value)
      const read = await store.get('k')
      expect(JSON.stringify(read)).toBe('{"__proto__":{"polluted":true},"constructor":1}')
      expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    },
  }),
  rule({
    id: 'key-value.value.copy-after-set',
    title: 'keyValue.set() stores what the value was at the call, whatever is done to it afterwards',
    present: async (context) => {
      const store = context.store()
      const value = { list: [1], deep: { a: 1 } }
      const pending = store.set('k', value)
      value.list.push(2)
      await pending
      value.deep.a = 2
      expect(await store.get('k')).toStrictEqual({ list: [1], deep: { a: 1 } })
    },
  }),
  rule({
    id: 'key-value.value.copy-after-get',
    title: 'keyValue.get() gives a fresh copy: changing it changes nothing that is stored',
    present: async (context) => {
      const store = context.store<{ list: number[] }>()
      await store.set('k', { list: [1] })
      const [first, second] = await Promise.all([store.get('k'), store.get('k')])
      first?.list.push(2)
      expect(second).toStrictEqual({ list: [1] })
      const listed = await iterate(store.list()).next()
      listed.value?.value.list.push(3)
      expect(await store.get('k')).toStrictEqual({ list: [1] })
    },
  }),
  rule({
    id: 'key-value.value.limit',
    title: 'keyValue.set() takes a value of limits.valueBytes bytes and refuses one more with too-large',
    present: async (context) => {
      const store = context.store<string>()
      const largest = 'x'.repeat(context.limits.valueBytes - 2)
      await store.set('k', largest)
      expect((await store.get('k')) === largest).toBe(true)
      await refusal('too-large', () => store.set('k', `${largest}x`))
      expect((await store.get('k'))?.length).toBe(largest.length)
    },
  }),
  rule({
    id: 'key-value.value.bytes-not-characters',
    title: 'keyValue.set() counts limits.valueBytes in UTF-8 bytes, not in characters',
    present: async (context) => {
      const store = context.store<string>()
      await refusal('too-large', () => store.set('k', 'é'.repeat(context.limits.valueBytes / 2)))
      expect(await store.has('k')).toBe(false)
    },
  }),
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
