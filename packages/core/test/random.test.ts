import { describe, expect, test } from 'vitest'

import { secureRandom } from '../src/random.ts'

describe('secureRandom()', () => {
  test('secureRandom() gives as many bytes as were asked for, also more than it keeps ready', () => {
    for (const bytes of [0, 1, 8, 4095, 4096, 4097, 10_000]) expect(secureRandom(bytes)).toHaveLength(bytes)
  })

  test('secureRandom() gives nobody the bytes of another call, nor memory that it shares with one', () => {
    const given = Array.from({ length: 5_000 }, () => secureRandom(8))
    expect(new Set(given.map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBe(given.length)
    const [first, second] = [secureRandom(8), secureRandom(8)]
    const before = [...second]
    first.fill(0)
    expect([...second]).toStrictEqual(before)
    expect(first.buffer).not.toBe(second.buffer)
  })
})
