import { assert, constantFrom, integer, property, tuple, array } from 'fast-check'
import { expect, test } from 'vitest'
import { makeRoom, overlaps, type Span } from '../../src/rules/make-room.ts'

const length = 20
const span = tuple(integer({ min: 0, max: length - 1 }), integer({ min: 1, max: length })).map(
  ([from, size]): Span => ({ from, until: Math.min(from + size, length) }),
)

/** Spans of which no two overlap, from any. */
const apart = array(span, { maxLength: 8 }).map((spans) => {
  const kept: Span[] = []
  for (const one of spans) if (!kept.some((other) => overlaps(one, other))) kept.push(one)
  return kept
})

const holds = ({ from, until }: Span, at: number): boolean => from <= at && at < until

test('makeRoom() leaves at every millisecond what a drawing of it shows', () => {
  assert(
    property(apart, span, constantFrom('truncate' as const, 'split' as const), (spans, added, how) => {
      const { superseded, pieces } = makeRoom(spans, added, how)
      const kept = spans.filter((one) => !superseded.includes(one))
      for (let at = 0; at < length; at += 1) {
        const before = spans.find((one) => holds(one, at))
        const isCut =
          how === 'truncate' &&
          before !== undefined &&
          before.from < added.from &&
          at >= added.from &&
          before.until > added.from
        const expected = holds(added, at) || isCut ? undefined : before
        const after = [
          ...kept.filter((one) => holds(one, at)),
          ...pieces.filter((piece) => holds(piece.span, at)).map(({ of }) => of),
        ]
        expect(after).toStrictEqual(expected === undefined ? [] : [expected])
      }
    }),
    { numRuns: 2_000 },
  )
})

test('makeRoom() touches no span that only meets the new one', () => {
  const spans = [
    { from: 0, until: 5 },
    { from: 9, until: 12 },
  ]
  expect(makeRoom(spans, { from: 5, until: 9 }, 'split')).toStrictEqual({ superseded: [], pieces: [] })
})
