import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimalOf, unitsOf } from '../../src/door/decimal.ts'
import { averageOf, sumInType } from '../../src/door/exact-sum.ts'

const outOfRange = expect.objectContaining({ code: 'out-of-range', columns: ['n'] })

test('unitsOf() and decimalOf() undo each other', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat({ max: 12 }), (units, scale) => {
      expect(unitsOf(decimalOf(units, scale))).toBe(units)
    }),
  )
  expect([decimalOf(-5n, 2), decimalOf(0n, 2), decimalOf(5n, 0), decimalOf(1234n, 2)]).toEqual([
    '-0.05',
    '0.00',
    '5',
    '12.34',
  ])
})

test('sumInType() gives the type of the column, or throws out-of-range', () => {
  const most = BigInt(Number.MAX_SAFE_INTEGER)
  for (const [kind, sum, expected, beyond] of [
    ['integer', -most, -Number.MAX_SAFE_INTEGER, most + 1n],
    ['bigint', -(2n ** 63n), -(2n ** 63n), 2n ** 63n],
    ['decimal', 10n ** 38n - 1n, `${'9'.repeat(36)}.99`, 10n ** 38n],
  ] as const) {
    const column = { kind, property: 'n', scale: 2 }
    expect(sumInType(column, sum, 'test')).toBe(expected)
    expect(() => sumInType(column, beyond, 'test')).toThrow(outOfRange)
  }
})

test('averageOf() gives the nearest double', () => {
  expect(averageOf({}, 10n, 4)).toBe(2.5)
  expect(averageOf({}, 0n, 4)).toBe(0)
  expect(averageOf({ scale: 2 }, -1000n, 3)).toBe(-10 / 3)
  expect(averageOf({ scale: 38 }, 1n, 1)).toBe(1e-38)
  expect(averageOf({}, 2n ** 53n + 1n, 1)).toBe(2 ** 53)
  expect(averageOf({}, 2n ** 54n + 6n, 1)).toBe(2 ** 54 + 8)
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 2 ** 31 }), (sum, count) => {
      // The division of two exact doubles is rounded once, so it is the nearest.
      expect(averageOf({}, BigInt(sum), count)).toBe(sum / count + 0)
    }),
  )
})
