import type { Rule as BusinessRule, Rules } from '@holdfast/core'
import { boolean, constant, constantFrom, integer, oneof, record, type Arbitrary } from 'fast-check'
import type { ManualClock } from '../../manual-clock.ts'
import type { Rule } from '../../rule.ts'
import { answerOf, lockstepRules } from '../lockstep.ts'
import { change, performChange, type Change } from './random-steps.ts'

type Reading = {
  readonly do: 'effective' | 'all' | 'timeline' | 'history' | 'changes' | 'prune'
  readonly at: number
  readonly ago: number
  readonly isNow: boolean
  readonly limit: number
}

const reading: Arbitrary<Reading> = record({
  do: constantFrom('effective', 'all', 'timeline', 'history', 'changes', 'prune'),
  at: integer({ min: 0, max: 14 }),
  ago: integer({ min: -1, max: 8 }),
  isNow: boolean(),
  limit: integer({ min: 1, max: 3 }),
})

type Step = Change | Reading | { readonly do: 'back' }

const step: Arbitrary<Step> = oneof(
  { weight: 6, arbitrary: change },
  { weight: 4, arbitrary: reading },
  record({ do: constant('back' as const) }),
)

interface World {
  readonly rules: Rules<number>
  readonly clock: ManualClock
  count: number
}

/** Ids are random. */
const known = (rules: readonly BusinessRule<number>[]): unknown => rules.map((one) => ({ ...one, id: '' }))

const read = async ({ rules, clock }: World, one: Reading): Promise<unknown> => {
  const { at, ago, isNow, limit } = one
  const asOf = isNow ? {} : { asOf: clock() - ago }
  const options = { at, scopes: ['u'], ...asOf }
  if (one.do === 'effective')
    return known([await rules.effective('k', options)].flatMap((found) => found ?? []))
  if (one.do === 'all') return known(await rules.effectiveAll({ ...options, limit }))
  if (one.do === 'timeline') return known(await rules.timeline('k', asOf))
  if (one.do === 'history') return known(await rules.history('k'))
  if (one.do === 'changes') return known(await rules.changesBetween(clock() - ago - 2, clock() - ago))
  return rules.prune({ supersededBefore: clock() - ago - 3 })
}

const perform = (world: World, one: Step): Promise<unknown> =>
  answerOf(async () => {
    if (one.do === 'advance') return world.clock.advance(one.by)
    if (one.do === 'back') return world.clock.advance(-1)
    if (one.do !== 'put' && one.do !== 'end') return read(world, one)
    world.count += 1
    const answer = await performChange(world.rules, one, world.count)
    return one.do === 'put' ? 'put' : answer
  })

export const ruleDifferential: readonly Rule[] = lockstepRules(
  'operations on rules answer as the reference does, step by step',
  {
    store: 'rules',
    step,
    begin: (session, clock): World => ({ rules: session.rules<number>('prices'), clock, count: 0 }),
    perform,
    end: () => Promise.resolve(),
  },
  60,
)
