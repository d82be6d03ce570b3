import { expect, test } from 'vitest'
import { ContentHash } from '../../src/engine/content-hash.ts'

const hash = new ContentHash()

const words = (values: readonly unknown[]): readonly [number, number, number, number] => {
  hash.of(values, 0)
  return [hash.a >>> 0, hash.b >>> 0, hash.c >>> 0, hash.d >>> 0]
}

/** Rows that differ in as little as rows can. */
function* rows(): Generator<readonly unknown[]> {
  for (let one = -150n; one < 150n; one++) for (let other = -150n; other < 150n; other++) yield [one, other]
  for (let bit = 0n; bit < 63n; bit++)
    for (let other = 0n; other < 63n; other++) yield [1n << bit, 1n << other, null]
  for (let length = 0; length < 300; length++)
    for (const unit of ['\0', 'a', 'b', 'ä', '\uFFFF']) yield [unit.repeat(length)]
  for (let length = 0; length < 300; length++) yield [new Uint8Array(length)]
  for (let at = 0; at < 300; at++) yield [`${'a'.repeat(at)}b${'a'.repeat(299 - at)}`]
  for (let at = 0; at < 100; at++) yield ['x'.repeat(at), 'x'.repeat(100 - at)]
  for (let count = 0; count < 50; count++) yield Array.from({ length: count }, () => null)
}

test('of() gives rows that hardly differ different hashes, in each half of them', () => {
  const halves = [new Set<bigint>(), new Set<bigint>()] as const
  // A row without columns and an empty text are among them once each.
  const seen = new Set<string>()
  for (const row of rows()) {
    seen.add(
      row
        .map((value) =>
          value instanceof Uint8Array ? `b${value.length}` : `${typeof value}${String(value)}`,
        )
        .join('|'),
    )
    const [a, b, c, d] = words(row)
    halves[0].add((BigInt(a) << 32n) | BigInt(b))
    halves[1].add((BigInt(c) << 32n) | BigInt(d))
  }
  expect(halves.map(({ size }) => size)).toStrictEqual([seen.size, seen.size])
})

test('of() changes about half of the bits of each word for one bit of a value', () => {
  let flips = [0, 0, 0, 0]
  let tries = 0
  for (let value = 0n; value < 40n; value++) {
    const before = words([value * 7919n, 'text'])
    for (let bit = 0n; bit < 62n; bit++) {
      const after = words([(value * 7919n) ^ (1n << bit), 'text'])
      flips = flips.map((sum, index) => sum + ones((before[index] ?? 0) ^ (after[index] ?? 0)))
      tries++
    }
  }
  for (const flipped of flips) {
    expect(flipped / tries).toBeGreaterThan(15.5)
    expect(flipped / tries).toBeLessThan(16.5)
  }
})

const ones = (word: number): number => {
  let count = 0
  for (let rest = word >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count++
  return count
}
