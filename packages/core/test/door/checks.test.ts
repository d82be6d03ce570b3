import { describe, expect, test } from 'vitest'
import type { StandardSchema } from '../../src/contracts/standard-schema.ts'
import { checkLimit, checkMilliseconds, checkTtl } from '../../src/door/duration.ts'
import { checkName } from '../../src/door/name.ts'
import { checkOptions } from '../../src/door/options.ts'
import { applySchema } from '../../src/door/schema.ts'
import { checkText } from '../../src/door/text.ts'

const withCode = (code: string): unknown => expect.objectContaining({ code })

test('checkText() takes any well-formed text without U+0000', () => {
  expect(() => checkText('a\u0001\uffff😀', 'x')).not.toThrow()
  for (const text of ['\u0000', 'a\ud800', '\udc00\ud800'])
    expect(() => checkText(text, 'x')).toThrow(withCode('invalid-value'))
})

test('checkName() takes 1 to 63 bytes of text', () => {
  expect(checkName('n'.repeat(63), 'name of a store', 'x')).toHaveLength(63)
  expect(() => checkName('n'.repeat(64), 'name of a store', 'x')).toThrow(withCode('too-large'))
  expect(() => checkName('é'.repeat(32), 'name of a store', 'x')).toThrow(withCode('too-large'))
  expect(() => checkName('a\u0000', 'name of a store', 'x')).toThrow(withCode('invalid-value'))
  for (const name of ['', undefined, 7, null]) {
    expect(() => checkName(name, 'name of a store', 'open it')).toThrow(
      /^Cannot open it: the name of a store must/,
    )
    expect(() => checkName(name, 'name of a store', 'x')).toThrow(TypeError)
  }
})

describe('durations and limits', () => {
  test('checkTtl() takes whole milliseconds from 1 to 100 years, or null', () => {
    for (const ttl of [null, 1, 3_155_760_000_000]) expect(checkTtl(ttl, 'x')).toBe(ttl)
    for (const ttl of [0, -1, 1.5, Number.NaN, Infinity, 3_155_760_000_001])
      expect(() => checkTtl(ttl, 'x')).toThrow(RangeError)
    for (const ttl of ['1', undefined, 1n, new Date()]) expect(() => checkTtl(ttl, 'x')).toThrow(TypeError)
  })

  test('checkLimit() takes a whole number from 1 to the most', () => {
    expect(checkLimit(10, 'x', 10)).toBe(10)
    for (const limit of [0, 11, 1.5, Number.NaN]) expect(() => checkLimit(limit, 'x', 10)).toThrow(RangeError)
    expect(() => checkLimit('1', 'x', 10)).toThrow(TypeError)
  })

  test('checkMilliseconds() takes 0 up to the longest delay that a timer keeps', () => {
    for (const time of [0, 2_147_483_647]) expect(checkMilliseconds(time, 'x')).toBe(time)
    for (const time of [-1, 0.5, Infinity, 2_147_483_648])
      expect(() => checkMilliseconds(time, 'x')).toThrow(RangeError)
    expect(() => checkMilliseconds(undefined, 'x')).toThrow(TypeError)
  })
})

test('checkOptions() throws TypeError for an unknown option and names the known ones', () => {
  expect(() => checkOptions(undefined, ['ttl'], 'x')).not.toThrow()
  expect(() => checkOptions({ ttl: 1 }, ['ttl'], 'x')).not.toThrow()
  expect(() => checkOptions({ tll: 1 }, ['ttl', 'ifAbsent'], 'set')).toThrow(
    new TypeError('Cannot set: there is no option "tll"; the options are ttl, ifAbsent'),
  )
  expect(() => checkOptions(JSON.parse('{"__proto__":1}'), ['ttl'], 'set')).toThrow(TypeError)
  for (const options of [null, 7, 'ttl', [], () => 1])
    expect(() => checkOptions(options, [], 'x')).toThrow(TypeError)
})

const schema = (validate: StandardSchema<string>['~standard']['validate']): StandardSchema<string> => ({
  '~standard': { version: 1, vendor: 'test', validate },
})

describe('applySchema()', () => {
  const issues = [{ message: 'secret is wrong', path: ['a', { key: 0 }, Symbol('b')] }, { message: 'secret' }]

  test('applySchema() answers with the output, at once when the schema does', async () => {
    expect(
      applySchema(
        schema((value) => ({ value: `${String(value)}!` })),
        'a',
        'x',
      ),
    ).toBe('a!')
    const late = applySchema(
      schema((value) => Promise.resolve({ value: String(value) })),
      'a',
      'x',
    )
    expect(late).toBeInstanceOf(Promise)
    expect(await late).toBe('a')
  })

  test('applySchema() throws invalid-value with the places and without the messages, which may quote the value', async () => {
    const message = 'Cannot set: the schema refuses the value at a.0.Symbol(b), the value'
    const thrown = expect.objectContaining({ code: 'invalid-value', message })
    expect(() =>
      applySchema(
        schema(() => ({ issues })),
        'secret',
        'set',
      ),
    ).toThrow(thrown)
    await expect(
      applySchema(
        schema(() => Promise.resolve({ issues })),
        'secret',
        'set',
      ),
    ).rejects.toEqual(thrown)
  })
})
