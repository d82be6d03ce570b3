import { memory, open } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../context.ts'
import { manualClock } from '../manual-clock.ts'
import { rule, type Rule } from '../rule.ts'
import { operations, type Operation } from './differential/operations.ts'
import { quick, randomRuns } from './random-runs.ts'
import { recordsInLockstep } from './differential/records-in-lockstep.ts'
import { perform, type World } from './differential/world.ts'

/**
 * Random operations on this backend and on the reference in lockstep; the first different answer is shrunk to the shortest
 * one. A failure prints the seed and the path that replay it.
 */
const inLockstep = async (context: Context, runs: number, milliseconds: number): Promise<void> => {
  const { db, clock } = await context.suite.timed()
  const { seed } = context.suite
  const walk = async (steps: readonly Operation[]): Promise<void> => {
    const twin = manualClock(clock())
    const reference = await open(memory(), { clock: twin })
    const tenant = context.name()
    const worlds: readonly World[] = [
      { session: db.tenant(tenant), clock, versions: new Map() },
      { session: reference.tenant(tenant), clock: twin, versions: new Map() },
    ]
    try {
      for (const step of steps) {
        const [real, expected] = [
          await perform(worlds[0] as World, step),
          await perform(worlds[1] as World, step),
        ]
        expect(real, JSON.stringify(step)).toStrictEqual(expected)
      }
      const [left, right] = await Promise.all(
        worlds.map((world) => perform(world, { do: 'list', options: {} })),
      )
      expect(left).toStrictEqual(right)
    } finally {
      await db.tenant(tenant).keyValue('items').clear()
      await reference.close()
    }
  }
  const done = await randomRuns(operations, walk, { seed, runs, milliseconds })
  context.note('differential', 'keyValue', { seed, runs: done })
}

export const differentialRules: readonly Rule[] = [
  rule({
    id: 'differential.key-value',
    title: 'random key-value operations and transactions answer as the reference does, step by step',
    timeout: 120_000,
    present: (context) => inLockstep(context, 100, quick),
  }),
  rule({
    id: 'differential.key-value.long',
    title: 'thousands of random key-value operations and transactions answer as the reference does',
    tier: 'certification',
    present: (context) => inLockstep(context, 800, 400_000),
  }),
  rule({
    id: 'differential.records',
    title: 'random operations and transactions on tables answer as the reference does, step by step',
    timeout: 120_000,
    present: (context) => recordsInLockstep(context, 100, quick),
  }),
  rule({
    id: 'differential.records.long',
    title: 'thousands of random operations and transactions on tables answer as the reference does',
    tier: 'certification',
    present: (context) => recordsInLockstep(context, 2_000, 400_000),
  }),
]
