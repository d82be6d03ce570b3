import type { Counters } from '@holdfast/core'
import { boolean, constantFrom, integer, oneof, option, record, type Arbitrary } from 'fast-check'
import type { ManualClock } from '../../manual-clock.ts'
import type { Rule } from '../../rule.ts'
import { answerOf, lockstepRules } from '../lockstep.ts'

const key = constantFrom('a', 'b', 'c')
const level = option(constantFrom('L1', 'L2'), { nil: undefined })

type Step =
  | {
      readonly do: 'observe'
      readonly key: string
      readonly level: string | undefined
      readonly success: boolean | undefined
      readonly times: number
      readonly value: number | undefined
      readonly at: number | undefined
    }
  | { readonly do: 'get' | 'delete'; readonly key: string }
  | { readonly do: 'top'; readonly by: 'total' | 'lastSeen' | 'failures'; readonly level: string | undefined }
  | {
      readonly do: 'eligible'
      readonly total: number
      readonly rate: number
      readonly level: string | undefined
    }
  | { readonly do: 'prune'; readonly age: number }
  | { readonly do: 'advance'; readonly by: number }

const times = integer({ min: 1, max: 5 })

const step: Arbitrary<Step> = oneof(
  {
    weight: 4,
    arbitrary: record({
      do: constantFrom('observe' as const),
      key,
      level,
      success: option(boolean(), { nil: undefined }),
      times,
      value: option(integer({ min: -3, max: 3 }), { nil: undefined }),
      at: option(integer({ min: -5, max: 5 }), { nil: undefined }),
    }),
  },
  { weight: 2, arbitrary: record({ do: constantFrom('get' as const, 'delete' as const), key }) },
  record({ do: constantFrom('top' as const), by: constantFrom('total', 'lastSeen', 'failures'), level }),
  record({
    do: constantFrom('eligible' as const),
    total: times,
    rate: integer({ min: 0, max: 10 }).map((tenth) => tenth / 10),
    level,
  }),
  record({ do: constantFrom('prune' as const), age: integer({ min: 0, max: 6 }) }),
  record({ do: constantFrom('advance' as const), by: integer({ min: 1, max: 4 }) }),
)

interface World {
  readonly counters: Counters
  readonly clock: ManualClock
}

const defined = <T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never

const perform = ({ counters, clock }: World, one: Step): Promise<unknown> =>
  answerOf(async () => {
    switch (one.do) {
      case 'observe': {
        const { do: _, key: pattern, at, ...rest } = one
        const when = at === undefined ? {} : { at: new Date(clock() + at) }
        return counters.observe(pattern, { ...defined(rest), ...when })
      }
      case 'get':
        return counters.get(one.key)
      case 'delete':
        return counters.delete(one.key)
      case 'top':
        return counters.top(5, defined({ by: one.by, level: one.level }))
      case 'eligible':
        return counters.eligible(defined({ minTotal: one.total, minSuccessRate: one.rate, level: one.level }))
      case 'prune':
        return counters.prune({ unseenFor: one.age })
      case 'advance':
        return clock.advance(one.by)
    }
  })

export const counterDifferential: readonly Rule[] = lockstepRules(
  'operations on counters answer as the reference does, step by step',
  {
    store: 'counters',
    step,
    begin: (session, clock): World => ({ counters: session.counters('patterns'), clock }),
    perform,
    end: async ({ counters }) => {
      await counters.clear()
    },
  },
  60,
)
