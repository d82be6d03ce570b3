import { describe, expect, test } from 'vitest'
import { JsonFault } from '../../src/import-json/json/json-fault.ts'
import { canonicalDecimal, JsonNumber, numberOf } from '../../src/import-json/json/json-number.ts'
import { parseJson } from '../../src/import-json/json/parse-json.ts'
import { canonicalJson, writeExact } from '../../src/import-json/json/write-json.ts'

const faultOf = (text: string): JsonFault => {
  try {
    parseJson(text)
  } catch (error) {
    if (error instanceof JsonFault) return error
    throw error
  }
  return expect.fail(`It was read: ${text}`)
}

describe('parseJson()', () => {
  test('reads what JSON.parse reads, as the same value', () => {
    for (const text of [
      'null',
      ' [1, 2.5 , "a"] ',
      '{"a":{"b":[]},"__proto__":1}',
      '"\\u00e9\\n"',
      '-0',
      '[[[]]]',
      '1e3',
    ]) {
      expect(parseJson(text).value).toStrictEqual(JSON.parse(text))
    }
  })

  test('refuses what JSON.parse refuses, and what it would lose, with the place', () => {
    const wrong = [
      '',
      ' ',
      '{',
      '[1,]',
      '{"a":1,}',
      "{'a':1}",
      '[1 2]',
      '01',
      '+1',
      '.5',
      '1.',
      '0x1',
      'nul',
      'NaN',
      '[,]',
    ]
    for (const text of [
      ...wrong,
      '{"a" 1}',
      '{a:1}',
      '"\\x"',
      '"\t"',
      '"a',
      '[1]]',
      '/* */1',
      '1 // x',
      '\ufeff1',
      '-',
    ]) {
      expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
      expect(faultOf(text)).toBeInstanceOf(JsonFault)
    }
    expect(faultOf('{"a":{"b":1,"b":2}}')).toMatchObject({ pointer: '/a/b', at: 12, isStructural: false })
    expect(faultOf('{"a/~":[1,x]}')).toMatchObject({ pointer: '/a~1~0/1', isStructural: true })
  })

  test('takes the last of two keys where that is let through, and says which', () => {
    expect(parseJson('{"a":1,"b":[{"c":1,"c":2}],"a":3}', 'last')).toStrictEqual({
      value: { a: 3, b: [{ c: 2 }] },
      duplicates: ['/b/0/c', '/a'],
    })
  })

  test('refuses what is nested deeper than 500, and takes what is not', () => {
    expect(parseJson('['.repeat(500) + ']'.repeat(500)).value).toHaveLength(1)
    expect(faultOf('['.repeat(100_000)).message).toContain('nested')
  })
})

describe('numberOf()', () => {
  test('is a number where a double holds it, a bigint where it is whole, and else keeps the text', () => {
    for (const text of [
      '0',
      '-0',
      '1.0',
      '1e2',
      '0.1',
      '0.30000000000000004',
      '1e21',
      '5e-324',
      '9007199254740991',
    ]) {
      expect(numberOf(text)).toBe(Number(text))
    }
    expect(numberOf('9007199254740993')).toBe(9007199254740993n)
    expect(numberOf('-12345678901234567890')).toBe(-12345678901234567890n)
    for (const text of [
      '1e400',
      '0.12345678901234567890',
      '1e-400',
      '9007199254740993.5',
      `1${'0'.repeat(2_000)}`,
    ]) {
      expect(numberOf(text)).toStrictEqual(new JsonNumber(text))
    }
  })
})

describe('canonicalJson()', () => {
  test('is one text for all spellings of a number, and another for another number', () => {
    expect(['1', '1.0', '10e-1', '0.1E1', '1.000e+0'].map(canonicalDecimal)).toStrictEqual(Array(5).fill('1'))
    expect(['100', '1e2', '100.00'].map(canonicalDecimal)).toStrictEqual(['100', '100', '100'])
    expect(['0', '-0', '0e9', '-0.00'].map(canonicalDecimal)).toStrictEqual(['0', '-0', '0', '-0'])
    expect(canonicalDecimal('1e999999999999999999999')).toBe('1e999999999999999999999')
    expect(canonicalDecimal('9007199254740993')).not.toBe(canonicalDecimal('9007199254740992'))
  })

  test('orders keys, leaves out what is undefined, and normalises no text', () => {
    expect(canonicalJson({ b: 1, a: [1n, new JsonNumber('1.0')], 10: null })).toBe(
      '{"10":null,"a":[1,1],"b":1}',
    )
    expect(canonicalJson({ a: undefined } as never)).toBe('{}')
    expect(canonicalJson('\u00e9')).not.toBe(canonicalJson('e\u0301'))
  })

  test('refuses with TypeError what JSON does not have', () => {
    for (const value of [undefined, NaN, Infinity, new Date(), new Map(), Symbol('a'), () => 1]) {
      expect(() => canonicalJson(value as never)).toThrow(TypeError)
    }
  })
})

describe('writeExact()', () => {
  test('writes what is read again as the same value, in the order of its keys', () => {
    const text = '{"b":12345678901234567890,"a":[1e400,-0,"\\ud800"],"__proto__":null}'
    expect(writeExact(parseJson(text).value)).toBe(text)
  })
})
