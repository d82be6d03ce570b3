import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkBindable } from '../../src/door/bindable.ts'
import { isPlain } from '../../src/door/plain.ts'

test('isPlain() tells only of values that checkBindable() gives back as they are', () => {
  const values = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string(),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
    fc.double(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.anything(),
  )
  const holds = fc.property(
    values,
    (value) => !isPlain(value) || Object.is(checkBindable(value, 'bind'), value),
  )
  const examples: [unknown][] = [
    [-0],
    [2 ** 53],
    [2 ** 63],
    [NaN],
    [Infinity],
    ['\u0000'],
    ['a\uD83D'],
    [undefined],
  ]
  expect(fc.check(holds, { examples }).failed).toBe(false)
})

test('isPlain() knows the commonest values', () => {
  for (const value of [
    '',
    'a',
    'é'.repeat(64),
    'é'.repeat(2 ** 20),
    '\uD7FF\uE000',
    0,
    -1,
    1.5,
    Number.MAX_SAFE_INTEGER,
    null,
  ])
    expect(isPlain(value)).toBe(true)
  for (const value of [
    '\u0000',
    '😀',
    'a'.repeat(2 ** 20 + 1),
    -0,
    2 ** 53,
    true,
    1n,
    undefined,
    new Date(0),
  ])
    expect(isPlain(value)).toBe(false)
})
