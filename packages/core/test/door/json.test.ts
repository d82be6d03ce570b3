import { isDeepStrictEqual } from 'node:util'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeJson, encodeJson } from '../../src/door/json.ts'

const encode = (value: unknown, limit = 1_000_000): string => encodeJson(value, limit, 'set the entry')
const invalid = expect.objectContaining({ code: 'invalid-value' })
const tooLarge = expect.objectContaining({ code: 'too-large' })
const deep = (levels: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { in: value }
  return value
}

describe('encodeJson()', () => {
  test('encodeJson() is undone by decodeJson(), −0 and __proto__ included', () => {
    const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\u0000', ''))
    const key = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toJSON', '0', ''))
    const json = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        fc.oneof(
          text,
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.integer(),
          fc.boolean(),
          fc.constantFrom(null, -0, 0),
        ),
        fc.array(tie('value'), { maxLength: 5 }),
        fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
      ),
    })).value
    fc.assert(
      fc.property(json, (value) => {
        // Not toStrictEqual(): it takes an own `constructor` for the object's type.
        expect(isDeepStrictEqual(decodeJson(encode(value)), value)).toBe(true)
      }),
    )
  })

  test('encodeJson() writes what JSON.stringify writes, but for −0', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value)
        fc.pre(!text.includes('\\u0000') && !text.includes('\\ud'))
        expect(encode(JSON.parse(text))).toBe(text)
      }),
    )
    expect(encode([-0, 0])).toBe('[-0,0]')
    expect(Object.is(decodeJson('-0'), -0)).toBe(true)
  })

  test('encodeJson() keeps a key named __proto__ as data', () => {
    const value = JSON.parse('{"__proto__":{"admin":true},"a":1}') as object
    const read = decodeJson(encode(value)) as object
    expect(Object.keys(read)).toEqual(['__proto__', 'a'])
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
    expect((read as { admin?: boolean }).admin).toBeUndefined()
  })

  test('encodeJson() takes objects without a prototype and values of another realm', () => {
    expect(encode(Object.assign(Object.create(null), { a: 1 }))).toBe('{"a":1}')
    expect(encode(runInNewContext('({ a: [1, { b: null }] })'))).toBe('{"a":[1,{"b":null}]}')
  })

  test('encodeJson() refuses what JSON would drop or change, and names the place', () => {
    class Point {
      x = 1
    }
    const symbolic = { [Symbol('s')]: 1 }
    const wrong = [
      undefined, () => 1, Symbol('s'), 1n, Number.NaN, Infinity, -Infinity, new Date(0), new Map(), new Set(), /a/,
      new Point(), new String('a'), new Number(1), new Uint8Array(1), Promise.resolve(), new Error('e'), symbolic,
      'a\u0000', '\ud800', { 'a\u0000': 1 }, { '\udfff': 1 }, Array.from({ length: 1 }), 'abc'.match(/b/),
      class extends Array {}.from([1]), Object.create({ inherited: 1 }), { toJSON: () => 1 },
    ] // prettier-ignore
    // oxlint-disable-next-line no-sparse-arrays -- a hole is one of the wrong values
    for (const value of [...wrong, [1, , 3]]) {
      expect(() => encode(value)).toThrow(invalid)
      expect(() => encode({ list: [0, value] })).toThrow(invalid)
      expect(() => encode({ list: [0, value] })).toThrow(
        /^Cannot set the entry: the value at \["list"\]\[1\]/,
      )
    }
  })

  test('encodeJson() never quotes a value', () => {
    expect(() => encode({ a: { b: 'secret\u0000' } })).toThrow(
      /^Cannot set the entry: the value at \["a"\]\["b"\] cannot/,
    )
    expect(() => encode({ a: { b: 'secret\u0000' } })).not.toThrow(/secret/)
  })

  test('encodeJson() refuses more than 1 000 levels and a value that contains itself', () => {
    expect(decodeJson(encode(deep(1000)))).toBeDefined()
    expect(() => encode(deep(1001))).toThrow(invalid)
    expect(() => encode(deep(100_000))).toThrow(/1000 levels, or contains itself/)
    const cycle: Record<string, unknown> = {}
    cycle['self'] = [cycle]
    expect(() => encode(cycle)).toThrow(invalid)
  })

  test('encodeJson() writes a value that is shared, but not without end', () => {
    const shared = { a: 1 }
    expect(encode([shared, shared])).toBe('[{"a":1},{"a":1}]')
    let doubling: unknown = 'x'
    for (let level = 0; level < 500; level++) doubling = [doubling, doubling]
    expect(() => encode(doubling)).toThrow(tooLarge)
    let reads = 0
    const long = new Proxy(Array.from({ length: 10_000_000 }), {
      get: (list, key) => (key === 'length' ? list.length : ++reads),
    })
    expect(() => encode(long, 1_000)).toThrow(tooLarge)
    expect(reads).toBeLessThan(1_000)
  })

  test('encodeJson() counts UTF-8 bytes: the limit itself fits, one more is too-large', () => {
    expect(encode('é'.repeat(4), 10)).toBe('"éééé"')
    expect(() => encode('é'.repeat(4), 9)).toThrow(tooLarge)
    expect(encode('k'.repeat(8), 10)).toHaveLength(10)
    expect(() => encode('k'.repeat(9), 10)).toThrow(tooLarge)
  })

  test('encodeJson() reads every property once, so that the check and the text cannot differ', () => {
    let reads = 0
    const shifty = {
      get a(): unknown {
        reads++
        return reads === 1 ? 1 : new Date()
      },
    }
    expect(encode(shifty)).toBe('{"a":1}')
    let gets = 0
    const proxy = new Proxy({ a: 1 }, { get: () => ++gets })
    expect(encode(proxy)).toBe('{"a":1}')
    expect([reads, gets]).toEqual([1, 1])
  })
})

test('decodeJson() throws corrupt for what is not JSON, and quotes nothing', () => {
  expect(() => decodeJson('{"secret')).toThrow(expect.objectContaining({ code: 'corrupt' }))
  expect(() => decodeJson('{"secret')).not.toThrow(/secret/)
})
