import type { Contexts, Json } from '@holdfast/core'
import { array, constantFrom, integer, json, oneof, record, type Arbitrary } from 'fast-check'
import type { ManualClock } from '../../manual-clock.ts'
import type { Rule } from '../../rule.ts'
import { answerOf, lockstepRules } from '../lockstep.ts'

const id = constantFrom('a', 'b', 'ab')
const key = constantFrom('x', 'y')
const value = json({ maxDepth: 2 }).map((text) => JSON.parse(text) as Json)

type Step =
  | { readonly do: 'set' | 'merge'; readonly id: string; readonly key: string; readonly value: Json }
  | { readonly do: 'append'; readonly id: string; readonly key: string; readonly elements: Json[] }
  | { readonly do: 'get' | 'delete'; readonly id: string; readonly key: string }
  | { readonly do: 'all' | 'touch' | 'end'; readonly id: string }
  | { readonly do: 'list' }
  | { readonly do: 'cleanUp'; readonly age: number }
  | { readonly do: 'advance'; readonly by: number }

const step: Arbitrary<Step> = oneof(
  { weight: 4, arbitrary: record({ do: constantFrom('set' as const, 'merge' as const), id, key, value }) },
  record({ do: constantFrom('append' as const), id, key, elements: array(value, { maxLength: 2 }) }),
  record({ do: constantFrom('get' as const, 'delete' as const), id, key }),
  record({ do: constantFrom('all' as const, 'touch' as const, 'end' as const), id }),
  record({ do: constantFrom('list' as const) }),
  record({
    do: constantFrom('cleanUp' as const),
    age: integer({ min: 0, max: 5 }),
  }),
  record({ do: constantFrom('advance' as const), by: integer({ min: 1, max: 3 }) }),
)

interface World {
  readonly contexts: Contexts
  readonly clock: ManualClock
}

const perform = ({ contexts, clock }: World, one: Step): Promise<unknown> =>
  answerOf(async () => {
    if (one.do === 'advance') return clock.advance(one.by)
    if (one.do === 'list') return contexts.list()
    if (one.do === 'cleanUp') {
      // Which of several goes first is not promised.
      const count = await contexts.cleanUp({ untouchedFor: one.age })
      return [count, await contexts.list()]
    }
    const scope = contexts.scope(one.id)
    if (one.do === 'set' || one.do === 'merge') return scope[one.do](one.key, one.value)
    if (one.do === 'append') return scope.append(one.key, one.elements)
    if (one.do === 'get' || one.do === 'delete') return scope[one.do](one.key)
    return scope[one.do]()
  })

export const contextDifferential: readonly Rule[] = lockstepRules(
  'operations on contexts answer as the reference does, step by step',
  {
    store: 'context',
    step,
    begin: (session, clock): World => ({ contexts: session.context('ticket'), clock }),
    perform,
    end: async ({ contexts }) => {
      for (const { id: one } of await contexts.list()) await contexts.scope(one).end()
    },
  },
  60,
)
