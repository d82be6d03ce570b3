import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Key } from '../../src/contracts/key-value.ts'
import {
  compareBytes,
  decodeKey,
  encodeKey,
  encodePrefix,
  foldKey,
  type KeyRange,
  successor,
  wholeRange,
} from '../../src/door/key.ts'

/** Texts of the characters that could break the format, and any others. */
const element = fc.oneof(
  fc.string({
    unit: fc.constantFrom(
      '\u0001',
      '\u0002',
      '\u0003',
      'a',
      'b',
      '\u007f',
      'é',
      '\ud7ff',
      '\ue000',
      '\uffff',
      '😀',
      '\u{10ffff}',
    ),
    maxLength: 6,
  }),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\u0000', '')),
)
const tuple = fc
  .array(element, { minLength: 1, maxLength: 4 })
  .filter((parts) => parts.length > 1 || parts[0] !== '')
const asKey = (parts: readonly string[]): Key => parts as readonly [string, ...string[]]
const encode = (parts: readonly string[]): string => encodeKey(parts, 'test')

const bytes = (a: string, b: string): number => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)))

function elementwise(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = bytes(a[index] ?? '', b[index] ?? '')
    if (order !== 0) return order
  }
  return Math.sign(a.length - b.length)
}

const holds = (range: KeyRange, encoded: string): boolean =>
  compareBytes(range.low, encoded) <= 0 && (range.high === undefined || compareBytes(encoded, range.high) < 0)

describe('compareBytes()', () => {
  test('compareBytes() is the order of the UTF-8 bytes', () => {
    fc.assert(
      fc.property(element, element, (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(bytes(a, b))
      }),
    )
  })

  test('compareBytes() puts U+FFFF before an emoji, where JavaScript does not', () => {
    expect(compareBytes('\uffff', '😀')).toBeLessThan(0)
    expect(['\uffff', '😀'].toSorted()).toEqual(['😀', '\uffff'])
  })
})

describe('encodeKey()', () => {
  test('encodeKey() is undone by decodeKey()', () => {
    fc.assert(
      fc.property(tuple, (parts) => {
        expect(decodeKey(encode(parts))).toEqual(parts.length === 1 ? parts[0] : parts)
      }),
    )
  })

  test('encodeKey() keeps the order of tuples, element by element', () => {
    fc.assert(
      fc.property(tuple, tuple, (a, b) => {
        expect(bytes(encode(a), encode(b))).toBe(elementwise(a, b))
      }),
    )
  })

  test('encodeKey() writes the stored format, which never changes', () => {
    expect(encodeKey('plain', 'test')).toBe('plain')
    expect(encode(['a', 'b'])).toBe('a\u0001b')
    expect(encode(['a', ''])).toBe('a\u0001')
    expect(encode(['', ''])).toBe('\u0001')
    expect(encode(['\u0001', '\u0002', '\u0003'])).toBe('\u0002\u0002\u0001\u0002\u0003\u0001\u0003')
  })

  test('encodeKey() writes a string and its one-element tuple alike', () => {
    fc.assert(
      fc.property(
        element.filter((text) => text !== ''),
        (text) => {
          expect(encodeKey(text, 'test')).toBe(encode([text]))
        },
      ),
    )
  })

  test('encodeKey() keeps names of Object.prototype as plain keys', () => {
    for (const key of ['__proto__', 'constructor', 'toString'])
      expect(decodeKey(encodeKey(key, 'test'))).toBe(key)
  })

  test('encodeKey() throws RangeError for an empty key', () => {
    for (const key of ['', [], ['']]) expect(() => encodeKey(key, 'get')).toThrow(RangeError)
  })

  test('encodeKey() throws TypeError for what is no text', () => {
    // oxlint-disable-next-line no-sparse-arrays -- a hole is one of the wrong values
    for (const key of [undefined, null, 7, {}, ['a', 7], ['a', , 'b'], [['a']], new String('a')]) {
      expect(() => encodeKey(key, 'get')).toThrow(TypeError)
    }
  })

  test('encodeKey() throws invalid-value for U+0000 and lone surrogates, and never quotes the key', () => {
    for (const key of ['secret\u0000', 'secret\ud800', ['a', 'secret\udc00']]) {
      expect(() => encodeKey(key, 'get')).toThrow(expect.objectContaining({ code: 'invalid-value' }))
      expect(() => encodeKey(key, 'get')).not.toThrow(/secret/)
    }
  })

  test('encodeKey() takes 512 bytes and throws too-large for 513', () => {
    const tooLarge = expect.objectContaining({ code: 'too-large' })
    expect(encodeKey('k'.repeat(512), 'get')).toHaveLength(512)
    expect(() => encodeKey('k'.repeat(513), 'get')).toThrow(tooLarge)
    expect(encodeKey('é'.repeat(256), 'get')).toHaveLength(256)
    expect(() => encodeKey(`${'é'.repeat(256)}k`, 'get')).toThrow(tooLarge)
    expect(() => encodeKey('\u0001'.repeat(257), 'get')).toThrow(tooLarge)
    expect(() => encode(['k'.repeat(256), 'k'.repeat(256)])).toThrow(tooLarge)
  })
})

describe('encodePrefix()', () => {
  test('encodePrefix() of a string holds exactly the keys whose first element begins with it', () => {
    fc.assert(
      fc.property(
        element.filter((text) => text !== ''),
        tuple,
        (prefix, key) => {
          const expected = (key[0] ?? '').startsWith(prefix)
          expect(holds(encodePrefix(prefix, 'test'), encode(key))).toBe(expected)
        },
      ),
    )
  })

  test('encodePrefix() of a string holds every continuation of it', () => {
    fc.assert(
      fc.property(
        element.filter((text) => text !== ''),
        element,
        fc.array(element, { maxLength: 2 }),
        (prefix, more, rest) => {
          expect(holds(encodePrefix(prefix, 'test'), encode([prefix + more, ...rest]))).toBe(true)
        },
      ),
    )
  })

  test('encodePrefix() of a tuple holds exactly the longer tuples that begin with its elements', () => {
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: 3 }), tuple, (prefix, key) => {
        const expected = key.length > prefix.length && prefix.every((part, index) => part === key[index])
        expect(holds(encodePrefix(prefix, 'test'), encode(key))).toBe(expected)
      }),
    )
  })

  test('encodePrefix() of a tuple holds every longer tuple', () => {
    fc.assert(
      fc.property(tuple, fc.array(element, { minLength: 1, maxLength: 2 }), (prefix, rest) => {
        expect(holds(encodePrefix(asKey(prefix), 'test'), encode([...prefix, ...rest]))).toBe(true)
      }),
    )
  })

  test('encodePrefix() throws RangeError for an empty prefix, and wholeRange is every key', () => {
    expect(() => encodePrefix('', 'delete')).toThrow(RangeError)
    expect(() => encodePrefix([], 'delete')).toThrow(RangeError)
    fc.assert(
      fc.property(tuple, (key) => {
        expect(holds(wholeRange, encode(key))).toBe(true)
      }),
    )
  })
})

describe('successor()', () => {
  test('successor() is greater than every text that begins with the text, and nothing lies between', () => {
    fc.assert(
      fc.property(element, element, (text, other) => {
        const next = successor(text)
        const range = { low: text, high: next }
        expect(holds(range, other)).toBe(other.startsWith(text))
        expect(holds(range, text + other)).toBe(true)
        expect(next?.isWellFormed() ?? true).toBe(true)
      }),
    )
  })

  test('successor() steps over the surrogates, and drops the last code point there is', () => {
    expect(successor('a')).toBe('b')
    expect(successor('a\ud7ff')).toBe('a\ue000')
    expect(successor('a\u{10ffff}')).toBe('b')
    expect(successor('\u{10ffff}')).toBeUndefined()
    expect(successor('')).toBeUndefined()
  })
})

describe('foldKey()', () => {
  test('foldKey() keeps the order of its parts, and never writes two lists alike', () => {
    const parts = fc.array(element, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(bytes(foldKey(a), foldKey(b))).toBe(elementwise(a, b))
      }),
    )
  })

  test('foldKey() keeps all that begins with the same parts in the range that it documents', () => {
    const parts = fc.array(element, { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(parts, parts, (store, key) => {
        const range = { low: foldKey([...store, '']), high: `${foldKey(store)}\u0002` }
        expect(holds(range, foldKey([...store, ...key]))).toBe(true)
        const inside = key.length > store.length && store.every((part, index) => part === key[index])
        expect(holds(range, foldKey(key))).toBe(inside)
      }),
    )
  })
})
