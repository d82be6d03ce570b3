import type { Rules } from '@holdfast/core'
import { constant, constantFrom, integer, oneof, record, type Arbitrary } from 'fast-check'

const instant = integer({ min: 0, max: 12 })

/** Places are few, so that rules meet. */
const place = record({
  key: constantFrom('k', 'ka'),
  scope: constantFrom(undefined, 'u'),
  priority: constantFrom(0, 1),
})

export interface Place {
  readonly key: string
  readonly scope: string | undefined
  readonly priority: number
}

export type Change =
  | {
      readonly do: 'put'
      readonly place: Place
      readonly from: number
      readonly length: number | undefined
      readonly onOverlap: 'reject' | 'truncate' | 'split'
    }
  | { readonly do: 'end'; readonly place: Place; readonly at: number }
  | { readonly do: 'advance'; readonly by: number }

export const change: Arbitrary<Change> = oneof(
  {
    weight: 5,
    arbitrary: record({
      do: constant('put' as const),
      place,
      from: instant,
      length: oneof(integer({ min: 1, max: 8 }), constant(undefined)),
      onOverlap: constantFrom('reject' as const, 'truncate' as const, 'split' as const),
    }),
  },
  record({ do: constant('end' as const), place, at: instant }),
  { weight: 2, arbitrary: record({ do: constant('advance' as const), by: integer({ min: 1, max: 3 }) }) },
)

export const placeOf = ({
  scope,
  priority,
}: Place): { readonly priority: number; readonly scope?: string } => ({
  priority,
  ...(scope === undefined ? {} : { scope }),
})

export const performChange = (
  rules: Rules<number>,
  one: Exclude<Change, { readonly do: 'advance' }>,
  body: number,
): Promise<unknown> => {
  if (one.do === 'end') return rules.end(one.place.key, { ...placeOf(one.place), at: one.at })
  const { from, length, onOverlap } = one
  return rules.put(one.place.key, body, {
    ...placeOf(one.place),
    from,
    onOverlap,
    ...(length === undefined ? {} : { until: from + length }),
  })
}
