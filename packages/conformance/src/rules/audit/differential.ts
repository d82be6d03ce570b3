import type { Audit, AuditEntry, AuditFilter } from '@holdfast/core'
import { array, boolean, constantFrom, integer, oneof, option, record, type Arbitrary } from 'fast-check'
import type { ManualClock } from '../../manual-clock.ts'
import type { Rule } from '../../rule.ts'
import { answerOf, lockstepRules } from '../lockstep.ts'
import { settled } from './settled.ts'

const entity = constantFrom(['t', '1'] as const, ['t', '2'] as const, ['u', '1'] as const)
const actor = option(constantFrom('ann', 'bob'), { nil: undefined })
const action = constantFrom('open', 'close')
const which = constantFrom('plain' as const, 'chain' as const)
const event = record({ action, entity: option(entity, { nil: undefined }), actor })

type Event = typeof event extends Arbitrary<infer E> ? E : never

type Step =
  | { readonly do: 'log'; readonly to: 'plain' | 'chain'; readonly events: readonly Event[] }
  | {
      readonly do: 'find'
      readonly to: 'plain' | 'chain'
      readonly filter: Event | { readonly from: number; readonly length: number }
      readonly limit: number
      readonly back: boolean
    }
  | { readonly do: 'prune'; readonly to: 'plain' | 'chain'; readonly age: number; readonly limit: number }
  | { readonly do: 'verify' }
  | { readonly do: 'advance'; readonly by: number }

const step: Arbitrary<Step> = oneof(
  {
    weight: 4,
    arbitrary: record({
      do: constantFrom('log' as const),
      to: which,
      events: array(event, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: record({
      do: constantFrom('find' as const),
      to: which,
      filter: oneof(
        event,
        record({ from: integer({ min: -9, max: 0 }), length: integer({ min: 0, max: 9 }) }),
      ),
      limit: integer({ min: 1, max: 3 }),
      back: boolean(),
    }),
  },
  record({
    do: constantFrom('prune' as const),
    to: which,
    age: integer({ min: 0, max: 6 }),
    limit: integer({ min: 1, max: 5 }),
  }),
  record({ do: constantFrom('verify' as const) }),
  record({ do: constantFrom('advance' as const), by: integer({ min: 1, max: 4 }) }),
)

interface World {
  readonly trails: Readonly<Record<'plain' | 'chain', Audit>>
  readonly clock: ManualClock
}

const defined = <T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never

/** Without what each database makes up. */
const shown = ({ id: _id, position: _position, link, ...entry }: AuditEntry): unknown => ({
  ...entry,
  number: link?.number,
})

const perform = ({ trails, clock }: World, one: Step): Promise<unknown> =>
  answerOf(async () => {
    switch (one.do) {
      case 'log': {
        const logged = await trails[one.to].logMany(one.events.map((given) => defined(given)))
        return logged.map(({ link }) => link?.number)
      }
      case 'find': {
        const { filter, limit, back } = one
        const asked: AuditFilter =
          'length' in filter
            ? { from: new Date(clock() + filter.from), to: new Date(clock() + filter.from + filter.length) }
            : defined(filter)
        const first = await trails[one.to].find(asked, { limit })
        if (first.next === undefined) return first.items.map(shown)
        const second = await trails[one.to].find(asked, { limit, after: first.next })
        if (!back) return [first.items, second.items].map((items) => items.map(shown))
        const again = await trails[one.to].find(asked, { limit, before: second.previous! })
        return [again.items.map(shown), again.previous === undefined]
      }
      case 'prune':
        await settled(trails[one.to])
        return trails[one.to].prune({ olderThan: one.age, limit: one.limit })
      case 'verify': {
        const { isIntact, checked, pruned, head } = await trails.chain.verify()
        return [isIntact, checked, pruned, head?.number]
      }
      case 'advance':
        return clock.advance(one.by)
    }
  })

export const auditDifferential: readonly Rule[] = lockstepRules(
  'operations on audit trails answer as the reference does, step by step',
  {
    store: 'audit',
    step,
    begin: (session, clock): World => ({
      trails: { plain: session.audit('plain'), chain: session.audit('chain', { chain: true }) },
      clock,
    }),
    perform,
    end: async ({ trails }) => {
      for (const trail of Object.values(trails)) {
        await settled(trail)
        await trail.prune({ olderThan: 0, limit: 10_000 })
      }
    },
  },
  60,
)
