import {
  array,
  boolean,
  constant,
  constantFrom,
  integer,
  oneof,
  option,
  record,
  type Arbitrary,
} from 'fast-check'
import type { ListOptions } from '@holdfast/core'

/** One step that is done on both databases. Versions are named by the key that they were read from. */
export type Operation =
  | {
      readonly do: 'set'
      readonly key: string
      readonly value: number | string | null
      readonly ttl: number | null
      readonly condition: 'none' | 'absent' | 'version' | 'old version'
    }
  | { readonly do: 'get' | 'entry' | 'has' | 'delete' | 'delete version'; readonly key: string }
  | { readonly do: 'getMany'; readonly keys: readonly string[] }
  | { readonly do: 'setMany'; readonly keys: readonly string[]; readonly value: number }
  | { readonly do: 'increment'; readonly key: string; readonly by: number; readonly ttl: number | null }
  | { readonly do: 'update'; readonly key: string; readonly to: number | null }
  | { readonly do: 'touch'; readonly key: string; readonly ttl: number | null }
  | { readonly do: 'list'; readonly options: ListOptions }
  | { readonly do: 'deletePrefix'; readonly prefix: string }
  | { readonly do: 'clear' | 'prune' }
  | {
      readonly do: 'atomic'
      readonly check: string
      readonly absent: boolean
      readonly set: string
      readonly remove: string
      readonly add: string
    }
  | { readonly do: 'advance'; readonly milliseconds: number }
  | { readonly do: 'transaction'; readonly body: readonly Operation[]; readonly rollback: boolean }

// Few keys, so that operations meet; some sort differently in UTF-16 and in UTF-8, some look like patterns.
const key = constantFrom('a', 'a%', 'a_', 'ab', '\uFFFF', '😀')
const ttl = option(constantFrom(1, 5, 100), { nil: null })

const simple: Arbitrary<Operation> = oneof(
  {
    weight: 6,
    arbitrary: record({
      do: constant('set' as const),
      key,
      value: oneof(integer(), constantFrom('x', '', '1'), constant(null)),
      ttl,
      condition: constantFrom(
        'none' as const,
        'none' as const,
        'absent' as const,
        'version' as const,
        'old version' as const,
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: record({ do: constantFrom('get' as const, 'entry' as const, 'has' as const), key }),
  },
  { weight: 2, arbitrary: record({ do: constantFrom('delete' as const, 'delete version' as const), key }) },
  record({ do: constant('getMany' as const), keys: array(key, { maxLength: 6 }) }),
  record({ do: constant('setMany' as const), keys: array(key, { maxLength: 6 }), value: integer() }),
  {
    weight: 3,
    arbitrary: record({
      do: constant('increment' as const),
      key,
      by: constantFrom(1, -3, 0, Number.MAX_SAFE_INTEGER),
      ttl,
    }),
  },
  {
    weight: 3,
    arbitrary: record({ do: constant('update' as const), key, to: option(integer(), { nil: null }) }),
  },
  record({ do: constant('touch' as const), key, ttl }),
  {
    weight: 3,
    arbitrary: record({
      do: constant('list' as const),
      options: record(
        {
          prefix: constantFrom('a', '%', 'é', '😀'),
          start: key,
          end: key,
          reverse: boolean(),
          limit: integer({ min: 1, max: 5 }),
        },
        { requiredKeys: [] },
      ),
    }),
  },
  record({ do: constant('deletePrefix' as const), prefix: constantFrom('a', 'a_', '%', '\uFFFF') }),
  record({ do: constantFrom('clear' as const, 'prune' as const) }),
  record({
    do: constant('atomic' as const),
    check: key,
    absent: boolean(),
    set: constant('s1'),
    remove: constant('s2'),
    add: constantFrom('a', 'b', 's3'),
  }),
  {
    weight: 2,
    arbitrary: record({ do: constant('advance' as const), milliseconds: constantFrom(1, 4, 50, 200) }),
  },
)

const transaction: Arbitrary<Operation> = record({
  do: constant('transaction' as const),
  body: array(simple, { minLength: 1, maxLength: 6 }),
  rollback: boolean(),
})

export const operations: Arbitrary<Operation[]> = array(
  oneof({ weight: 6, arbitrary: simple }, transaction),
  { minLength: 1, maxLength: 25 },
)
