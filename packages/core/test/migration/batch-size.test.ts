import { expect, test } from 'vitest'
import { BatchSize } from '../../src/migration/verbs/batch-size.ts'

/** The sizes of batches of which a row takes so long, in milliseconds. */
const sizesAt = (size: BatchSize, row: number, batches: number): readonly number[] =>
  Array.from({ length: batches }, () => {
    size.took(size.rows * row)
    return size.rows
  })

test('batches grow, tenfold at most, until one takes a quarter of a second', () => {
  const size = new BatchSize(undefined)
  expect(size.rows).toBe(5_000)
  expect(sizesAt(size, 0.001, 3)).toStrictEqual([50_000, 250_000, 250_000])
})

test('batches grow to half a million rows and no further, however quick they are', () => {
  const size = new BatchSize(undefined)
  expect(sizesAt(size, 0, 3)).toStrictEqual([50_000, 500_000, 500_000])
})

test('batches shrink where rows become slow, and never below what they began with', () => {
  const size = new BatchSize(undefined)
  sizesAt(size, 0, 2)
  // A batch of 500,000 rows took five seconds.
  expect(sizesAt(size, 0.01, 3)).toStrictEqual([50_000, 25_000, 25_000])
  expect(sizesAt(size, 10, 3)).toStrictEqual([5_000, 5_000, 5_000])
})

test('a time that is near enough leaves the size alone', () => {
  const size = new BatchSize(undefined)
  size.took(25)
  for (const time of [170, 250, 370]) {
    size.took(time)
    expect(size.rows).toBe(50_000)
  }
})

test('a size that somebody gave stays', () => {
  const size = new BatchSize(7)
  expect([size.isGiven, ...sizesAt(size, 0, 1), ...sizesAt(size, 1_000, 1)]).toStrictEqual([true, 7, 7])
})
