import { expect, test } from 'vitest'
import { uuidV7 } from '../../src/door/uuid.ts'

test('uuidV7() has the time, the version and the variant, and random bits in the rest', () => {
  const all = (byte: number): Uint8Array => new Uint8Array(10).fill(byte)
  expect(uuidV7(0x0190_b3a0_1234, all(0))).toBe('0190b3a0-1234-7000-8000-000000000000')
  expect(uuidV7(0x0190_b3a0_1234, all(255))).toBe('0190b3a0-1234-7fff-bfff-ffffffffffff')
})

test('uuidV7() orders by time as text, and stays a UUID at the ends of time', () => {
  const times = [-5, 0, 1, 255, 256, 2 ** 32, 2 ** 48 - 1, 2 ** 60]
  const made = times.map((time) => uuidV7(time, new Uint8Array(10)))
  expect(made.toSorted()).toEqual(made)
  for (const uuid of made)
    expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
})
