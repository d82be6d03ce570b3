import type { Lease, Locks, Session } from '@holdfast/core'
import { constantFrom, integer, oneof, record, type Arbitrary } from 'fast-check'
import type { ManualClock } from '../../manual-clock.ts'
import type { Rule } from '../../rule.ts'
import { answerOf, lockstepRules } from '../lockstep.ts'

type Step =
  | { readonly do: 'acquire'; readonly key: string; readonly ttl: number }
  | { readonly do: 'extend' | 'release' | 'confirm'; readonly nth: number }
  | { readonly do: 'inspect'; readonly key: string }
  | { readonly do: 'advance'; readonly by: number }

interface World {
  readonly locks: Locks
  readonly clock: ManualClock
  readonly leases: Lease[]
}

const key = constantFrom('a', 'b')
const nth = integer({ min: 0, max: 9 })

const step: Arbitrary<Step> = oneof(
  record({ do: constantFrom('acquire' as const), key, ttl: integer({ min: 1, max: 10 }) }),
  record({ do: constantFrom('extend' as const, 'release' as const, 'confirm' as const), nth }),
  record({ do: constantFrom('inspect' as const), key }),
  record({ do: constantFrom('advance' as const), by: integer({ min: 1, max: 6 }) }),
)

const perform = (world: World, one: Step): Promise<unknown> =>
  answerOf(async () => {
    const { locks, clock, leases } = world
    if (one.do === 'advance') return clock.advance(one.by)
    if (one.do === 'inspect') return locks.inspect(one.key)
    if (one.do === 'acquire') {
      const lease = await locks.tryAcquire(one.key, { ttl: one.ttl, keepAlive: false, owner: 'o' })
      if (lease !== undefined) leases.push(lease)
      return lease?.fence
    }
    const lease = leases.at(one.nth)
    if (lease === undefined) return undefined
    return one.do === 'confirm' ? locks.confirm(lease) : lease[one.do]()
  })

export const lockDifferential: readonly Rule[] = lockstepRules(
  'operations on locks answer as the reference does, step by step',
  {
    store: 'locks',
    step,
    begin: (session: Session, clock: ManualClock): World => ({
      locks: session.locks('jobs'),
      clock,
      leases: [],
    }),
    perform,
    end: async ({ leases }) => {
      await Promise.all(leases.map((lease) => lease.release()))
    },
  },
  60,
)
