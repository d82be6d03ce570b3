import type { Cache, Key, Session } from '@holdfast/core'
import { array, boolean, constantFrom, integer, oneof, record, type Arbitrary } from 'fast-check'
import type { ManualClock } from '../../manual-clock.ts'
import type { Rule } from '../../rule.ts'
import { answerOf, lockstepRules } from '../lockstep.ts'

type Write = {
  readonly key: Key
  readonly value: number
  readonly ttl: number | null
  readonly grace: number
  readonly tags: readonly string[]
}

type Step =
  | ({ readonly do: 'set' | 'load' | 'load-nothing' | 'fail' } & Write)
  | { readonly do: 'get' | 'delete' | 'prefix'; readonly key: Key }
  | { readonly do: 'tag'; readonly tag: string }
  | { readonly do: 'many' | 'delete-many'; readonly keys: readonly Key[] }
  | { readonly do: 'clear' }
  | { readonly do: 'advance'; readonly by: number }
  | { readonly do: 'transaction'; readonly steps: readonly Step[]; readonly commits: boolean }

interface World {
  readonly session: Session
  readonly cache: Cache
  readonly clock: ManualClock
}

const key = constantFrom<Key[]>('a', 'a%', 'ab', ['a', 'b'], ['a', ''], 'b')
const tag = constantFrom('t', 'u', 'a%')

const write = record({
  do: constantFrom('set' as const, 'load' as const, 'load-nothing' as const, 'fail' as const),
  key,
  value: integer({ min: 0, max: 99 }),
  ttl: constantFrom(null, 1, 5, 10),
  grace: constantFrom(0, 5),
  tags: array(tag, { maxLength: 2 }),
})

const plain: Arbitrary<Step> = oneof(
  { arbitrary: write, weight: 4 },
  record({ do: constantFrom('get' as const, 'delete' as const, 'prefix' as const), key }),
  record({ do: constantFrom('tag' as const), tag }),
  record({ do: constantFrom('many' as const, 'delete-many' as const), keys: array(key, { maxLength: 4 }) }),
  record({ do: constantFrom('clear' as const) }),
  record({ do: constantFrom('advance' as const), by: integer({ min: 1, max: 6 }) }),
)

const step: Arbitrary<Step> = oneof(
  { arbitrary: plain, weight: 6 },
  record({
    do: constantFrom('transaction' as const),
    steps: array(plain, { maxLength: 4 }),
    commits: boolean(),
  }),
)

const undone = new Error('undone')

const perform = (world: World, one: Step): Promise<unknown> =>
  answerOf(async () => {
    const { cache, clock, session } = world
    switch (one.do) {
      case 'set':
        return cache.set(one.key, one.value, { ttl: one.ttl, grace: one.grace, tags: one.tags })
      case 'load':
      case 'load-nothing':
      case 'fail': {
        const { ttl, grace, tags } = one
        const loader = (): number | undefined => {
          if (one.do === 'fail') throw new TypeError('no')
          return one.do === 'load' ? one.value : undefined
        }
        return cache.getOrSet(one.key, loader, { ttl, grace, tags, backoff: 3 })
      }
      case 'get':
        return cache.get(one.key)
      case 'delete':
        return cache.delete(one.key)
      case 'prefix':
        return cache.deleteByPrefix(one.key)
      case 'tag':
        return cache.deleteByTag(one.tag)
      case 'many':
        return cache.getMany(one.keys)
      case 'delete-many':
        return cache.deleteMany(one.keys)
      case 'clear':
        return cache.clear()
      case 'advance':
        return clock.advance(one.by)
      case 'transaction':
        return session.transaction(async (tx) => {
          const answers: unknown[] = []
          const inside = { session: tx, cache: tx.cache('items'), clock }
          for (const inner of one.steps) answers.push(await perform(inside, inner))
          if (!one.commits) throw undone
          return answers
        })
    }
  })

export const cacheDifferential: readonly Rule[] = lockstepRules(
  'operations on a cache, in transactions too, answer as the reference does, step by step',
  {
    store: 'cache',
    step,
    begin: (session: Session, clock: ManualClock): World => ({
      session,
      cache: session.cache('items'),
      clock,
    }),
    perform,
    end: async ({ cache }) => {
      await cache.clear()
    },
  },
  60,
)
