import type { Cache, Session } from '@holdfast/core'
import {
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  oneof,
  record,
  type Arbitrary,
} from 'fast-check'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { deferred, type Deferred } from '../../deferred.ts'
import { rule, type Rule } from '../../rule.ts'

/** Every way to tell that the source of a key has changed. */
const ways = ['delete', 'deleteMany', 'deleteByPrefix', 'deleteByTag', 'clear', 'set'] as const

type Step =
  | { readonly do: 'load' | 'ask'; readonly by: number; readonly key: string }
  | { readonly do: 'finish'; readonly nth: number; readonly fails: boolean }
  | {
      readonly do: 'change'
      readonly by: number
      readonly key: string
      readonly way: (typeof ways)[number]
      readonly inTransaction: boolean
    }

const by = integer({ min: 0, max: 1 })
const key = constantFrom('a', 'b')

const step: Arbitrary<Step> = oneof(
  record({ do: constantFrom('load' as const, 'ask' as const), by, key }),
  record({ do: constantFrom('finish' as const), nth: integer({ min: 0, max: 5 }), fails: boolean() }),
  record({
    do: constantFrom('change' as const),
    by,
    key,
    way: constantFrom(...ways),
    inTransaction: boolean(),
  }),
)

/** The source that is cached: a number for each key, which only grows. A cache may give the newest, or what is newer than the last invalidation. */
class World {
  readonly #sessions: readonly Session[]
  readonly #versions = new Map<string, number>()
  readonly #running: { readonly gate: Deferred<boolean> }[] = []
  readonly #calls: Promise<void>[] = []

  constructor(sessions: readonly Session[]) {
    this.#sessions = sessions
  }

  async perform(one: Step): Promise<void> {
    if (one.do === 'finish') return this.#running.splice(one.nth, 1)[0]?.gate.resolve(one.fails)
    const session = this.#sessions[one.by % this.#sessions.length]!
    if (one.do === 'change') return this.#change(session, one)
    const least = this.#version(one.key)
    if (one.do === 'ask') {
      const found = await session.cache<number>('items').get(one.key)
      if (found !== undefined) expect(found, 'get').toBeGreaterThanOrEqual(least)
      return
    }
    this.#calls.push(this.#load(session, one.key, least))
    // The calls that are under way go on for some turns.
    for (let turn = 0; turn < 3; turn += 1) await session.keyValue('turns').get('k')
  }

  async end(): Promise<void> {
    const opener = setInterval(() => {
      for (const { gate } of this.#running.splice(0)) gate.resolve(false)
    }, 1)
    await Promise.all(this.#calls).finally(() => clearInterval(opener))
    for (const session of this.#sessions)
      for (const one of ['a', 'b'])
        await this.perform({ do: 'ask', by: this.#sessions.indexOf(session), key: one })
    await this.#sessions[0]!.cache('items').clear()
    await this.#sessions[0]!.keyValue('source').clear()
  }

  async #load(session: Session, one: string, least: number): Promise<void> {
    const gate = deferred<boolean>()
    const failure = new Error('no source')
    const load = async (): Promise<number> => {
      const version = (await session.keyValue<number>('source').get(one)) ?? 0
      this.#running.push({ gate })
      if (await gate.promise) throw failure
      return version
    }
    try {
      const found = await session.cache<number>('items').getOrSet(one, load, { tags: [one] })
      expect(found, 'getOrSet').toBeGreaterThanOrEqual(least)
    } catch (error) {
      if (!(error instanceof Error) || error.message !== failure.message) throw error
    }
  }

  async #change(session: Session, { key: one, way, inTransaction }: Step & { do: 'change' }): Promise<void> {
    const version = this.#version(one) + 1
    const invalidate = async (cache: Cache): Promise<void> => {
      if (way === 'set') await cache.set(one, version, { tags: [one] })
      else if (way === 'clear') await cache.clear()
      else if (way === 'deleteMany') await cache.deleteMany([one, 'other'])
      else await cache[way](one)
    }
    const change = async (on: Session): Promise<void> => {
      await on.keyValue<number>('source').set(one, version)
      await invalidate(on.cache('items'))
    }
    await (inTransaction ? session.transaction(change) : change(session))
    this.#versions.set(one, version)
  }

  /** What the cache was told of. */
  #version(one: string): number {
    return this.#versions.get(one) ?? 0
  }
}

const interleave = async (context: Context, runs: number): Promise<void> => {
  const others = context.capabilities.multiProcess ? [await context.open()] : []
  const walk = asyncProperty(array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
    const tenant = context.name()
    const world = new World([context.db, ...others].map((db) => db.tenant(tenant)))
    try {
      for (const one of steps) await world.perform(one)
    } finally {
      await world.end()
    }
  })
  context.note('differential', 'cache interleavings', { seed: context.suite.seed, runs })
  await assert(walk, { seed: context.suite.seed, numRuns: runs, interruptAfterTimeLimit: 60_000 })
}

export const cacheInterleavings: readonly Rule[] = [
  rule({
    id: 'cache.interleavings',
    title:
      'however loads, failures and invalidations of two databases overlap, nothing older than an invalidation is given',
    timeout: 120_000,
    present: (context) => interleave(context, 40),
  }),
  rule({
    id: 'cache.interleavings.many',
    title: 'nor in a thousand more overlaps',
    tier: 'certification',
    present: (context) => interleave(context, 1_000),
  }),
]
