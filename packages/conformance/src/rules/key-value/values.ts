import type { Json } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
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
]
