import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkBindable } from '../../src/door/bindable.ts'

const check = (value: unknown): unknown => checkBindable(value, 'run: parameter 2')
const withCode = (code: string): unknown => expect.objectContaining({ code })

describe('checkBindable()', () => {
  test('checkBindable() hands back what every engine holds', () => {
    const good = [
      null,
      '',
      'é😀',
      true,
      false,
      0,
      1.5,
      -1e-300,
      Number.MAX_SAFE_INTEGER,
      -(2n ** 63n),
      2n ** 63n - 1n,
    ]
    for (const value of good) expect(check(value)).toBe(value)
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(check(value)).toBe(value)
      }),
      { examples: [[0]] },
    )
  })

  test('checkBindable() throws out-of-range for integers that are not exact', () => {
    for (const value of [2 ** 53, -(2 ** 53), 2 ** 60, 2n ** 63n, -(2n ** 63n) - 1n]) {
      expect(() => check(value)).toThrow(withCode('out-of-range'))
    }
    expect(() => check(2 ** 60)).toThrow('pass a bigint')
    // Beyond 64 bits a number can only be a double.
    expect([2 ** 63, 1e300, -Number.MAX_VALUE].map(check)).toEqual([2 ** 63, 1e300, -Number.MAX_VALUE])
  })

  test('checkBindable() throws invalid-value for what an engine would change', () => {
    const wrong = [
      '\u0000',
      '\ud83d',
      Number.NaN,
      Infinity,
      -Infinity,
      -0,
      new Date(Number.NaN),
      new Date(-62_135_596_800_001),
    ]
    for (const value of [...wrong, new Date(253_402_300_800_000)]) {
      expect(() => check(value)).toThrow(withCode('invalid-value'))
    }
  })

  test('checkBindable() throws TypeError with the remedy for what is no value', () => {
    expect(() => check(undefined)).toThrow(
      new TypeError('Cannot run: parameter 2: undefined is not a value; pass null'),
    )
    expect(() => check([1])).toThrow(/sql\.list/)
    expect(() => check({ a: 1 })).toThrow(/sql\.json/)
    for (const value of [
      undefined,
      [],
      {},
      () => 1,
      Symbol('s'),
      new Map(),
      new Float64Array(1),
      new ArrayBuffer(1),
    ]) {
      expect(() => check(value)).toThrow(TypeError)
    }
  })

  test('checkBindable() copies a date and bytes, which the caller may change after the call', () => {
    const date = new Date(1)
    const bytes = Buffer.from([1, 2])
    const [copy, copied] = [check(date), check(bytes)]
    date.setTime(2)
    bytes[0] = 9
    expect(copy).toEqual(new Date(1))
    expect(copied).toEqual(new Uint8Array([1, 2]))
  })

  test('checkBindable() takes the first and last instant, and dates and bytes of another realm', () => {
    expect(check(new Date('0001-01-01T00:00:00.000Z'))).toBeInstanceOf(Date)
    expect(check(new Date('9999-12-31T23:59:59.999Z'))).toBeInstanceOf(Date)
    expect(check(runInNewContext('new Date(5)'))).toEqual(new Date(5))
    expect(check(runInNewContext('new Uint8Array([7])'))).toEqual(new Uint8Array([7]))
  })

  test('checkBindable() never quotes a value', () => {
    for (const value of ['secret\u0000', ['secret'], { a: 'secret' }, 9_007_199_254_740_993n ** 2n]) {
      expect(() => check(value)).toThrow(/^Cannot run: parameter 2: /)
      expect(() => check(value)).not.toThrow(/secret|9007/)
    }
  })
})
