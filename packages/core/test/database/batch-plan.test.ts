import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { planBatch } from '../../src/database/batch-plan.ts'
import type { KeyedWrite } from '../../src/database/keyed-operation.ts'

interface Op {
  readonly key: string
  readonly kind: string
  readonly foldable: boolean
}

const write = ({ key, kind, foldable }: Op): KeyedWrite<unknown> => ({
  shape: {
    lane: 'store',
    id: `store ${kind}`,
    summary: kind,
    text: kind,
    constants: [],
    timed: false,
    columns: [],
  },
  key,
  row: [key],
  answer: () => undefined,
  ...(foldable ? { fold: (later) => ({ write: later, earlier: () => undefined }) } : {}),
})

const ops: fc.Arbitrary<Op[]> = fc.array(
  fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'é', '😀'),
    kind: fc.constantFrom('set', 'delete'),
    foldable: fc.boolean(),
  }),
  { maxLength: 30 },
)

describe('planBatch()', () => {
  test('planBatch() places every operation once, or leaves it and all behind it for the next flight', () => {
    fc.assert(
      fc.property(ops, fc.boolean(), (all, strict) => {
        const { groups, rest } = planBatch(all, write, strict)
        const placed = groups.flatMap(({ members }) =>
          members.flatMap(({ callers }) => callers.map(({ pending }) => pending)),
        )
        expect(new Set(placed).size).toBe(placed.length)
        expect(placed.length + rest.length).toBe(all.length)
        expect(rest).toEqual(all.slice(all.length - rest.length))
        expect(strict || rest.length === 0).toBe(true)
      }),
    )
  })

  test('planBatch() puts a key into a statement once and never lets a write overtake an earlier one of its key', () => {
    fc.assert(
      fc.property(ops, fc.boolean(), (all, strict) => {
        const { groups } = planBatch(all, write, strict)
        for (const { members } of groups)
          expect(new Set(members.map(({ write: { key } }) => key)).size).toBe(members.length)
        for (const key of new Set(all.map((op) => op.key))) {
          const order = groups.flatMap(({ members }) =>
            members
              .filter((member) => member.write.key === key)
              .flatMap(({ callers }) => callers.map(({ pending }) => all.indexOf(pending))),
          )
          expect(order).toEqual([...order].sort((a, b) => a - b))
        }
      }),
    )
  })

  test('planBatch() sorts the keys of a statement as UTF-8 bytes', () => {
    const all = ['😀', '\uffff', 'é', 'a'].map((key) => ({ key, kind: 'set', foldable: false }))
    const [group] = planBatch(all, write, true).groups
    expect(group?.members.map(({ write: { key } }) => key)).toEqual(['a', 'é', '\uffff', '😀'])
  })

  test('planBatch() in strict order takes only neighbours into a statement', () => {
    const all = ['set', 'delete', 'set'].map((kind, index) => ({ key: `${index}`, kind, foldable: false }))
    expect(planBatch(all, write, true).groups).toHaveLength(3)
    expect(planBatch(all, write, false).groups).toHaveLength(2)
  })
})
