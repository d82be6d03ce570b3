import { expect, test } from 'vitest'
import { rejectOf } from '../../src/import-json/run/problem.ts'

test('rejectOf() keeps the beginning of a long record and lets go of the rest', () => {
  const bytes = Buffer.alloc(10_000_000, 'x')
  const place = { index: 0, pointer: '', line: 1, offset: 0, size: bytes.length }
  const { raw, rawSize } = rejectOf({ ...place, bytes, reason: 'It is long.', code: 'too-large' } as never)
  expect(rawSize).toBe(10_000_000)
  expect(raw.byteLength).toBe(65_536)
  expect(raw.buffer.byteLength).toBeLessThan(100_000)
})
