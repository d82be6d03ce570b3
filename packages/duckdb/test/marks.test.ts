import { expect, test } from 'vitest'
import { Marks } from '../src/engine/marks.ts'

const name = (index: number): string => `k${String(index).padStart(3, '0')}`
/** A mark at every tenth key of a table of 1000, in no order. */
const marks = new Marks(Array.from({ length: 99 }, (_, index) => name((index + 1) * 10)).toReversed(), 1_000)

test('windows() cuts a range to about the length of a page, wider each time', () => {
  expect(marks.windows({ low: 'k500', high: 'l', reverse: false, limit: 10 })).toEqual([
    { low: 'k500', high: 'k520', isWhole: false },
    { low: 'k500', high: 'k540', isWhole: false },
    { low: 'k500', high: 'k580', isWhole: false },
  ])
  expect(marks.windows({ low: 'a', high: 'k500', reverse: true, limit: 10 })).toEqual([
    { low: 'k470', high: 'k500', isWhole: false },
    { low: 'k450', high: 'k500', isWhole: false },
    { low: 'k410', high: 'k500', isWhole: false },
  ])
})

test('windows() never reaches beyond the range, in the order of bytes', () => {
  const whole = [{ low: 'k500', high: 'k505', isWhole: true }]
  expect(marks.windows({ low: 'k500', high: 'k505', reverse: false, limit: 10 })).toEqual(whole)
  expect(marks.windows({ low: 'k500', high: 'k505', reverse: true, limit: 10 })).toEqual(whole)
  const emoji = new Marks(
    Array.from({ length: 64 }, (_, index) => (index < 32 ? '\u{1F600}' : '\uFFFD') + name(index)),
    640,
  )
  expect(emoji.windows({ low: '\uFFFDk040', high: '\uFFFDl', reverse: false, limit: 6 })[0]).toEqual({
    low: '\uFFFDk040',
    high: '\uFFFDk041',
    isWhole: false,
  })
})

test('windows() offers a long page only where the whole range is short', () => {
  expect(marks.windows({ low: 'k500', high: 'l', reverse: false, limit: 1_000 })).toEqual([])
  expect(marks.windows({ low: 'k500', high: 'k600', reverse: false, limit: 1_000 })).toHaveLength(1)
})

test('marks are old when sixteen pages were not where they should be', () => {
  const aging = new Marks(['a'], 10)
  for (let miss = 0; miss < 15; miss++) aging.missed()
  expect(aging.isOld).toBe(false)
  aging.missed()
  expect(aging.isOld).toBe(true)
})
