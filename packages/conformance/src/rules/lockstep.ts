import { memory, open, type Session } from '@holdfast/core'
import { array, type Arbitrary } from 'fast-check'
import { expect } from 'vitest'
import type { Context } from '../context.ts'
import { quick, randomRuns, type Runs } from './random-runs.ts'
import { rule, type Rule } from '../rule.ts'
import { manualClock, type ManualClock } from '../manual-clock.ts'

/** A store under random operations. */
export interface Walk<Step, World> {
  /** As `locks`, for the report. */
  readonly store: string
  readonly step: Arbitrary<Step>
  /** What the steps work with; made anew for each walk. */
  begin(session: Session, clock: ManualClock): World
  /** Answers in a form that two databases share: without tokens, errors by code (see `answerOf`). */
  perform(world: World, step: Step): Promise<unknown>
  /** Removes what the walk made. */
  end(world: World): Promise<void>
  /** The longest walk. Default 20 steps. */
  readonly longest?: number
  /** How long walks are: by default most are short. */
  readonly size?: 'small' | 'max'
}

/**
 * Random steps on this backend and on the reference in lockstep, as a new tenant each time; the first different answer is shrunk to the shortest
 * walk. A failure prints the seed and the path that replay it.
 */
const inLockstep = async <Step, World>(
  context: Context,
  { store, step, begin, perform, end, longest = 20, size = 'small' }: Walk<Step, World>,
  { runs, milliseconds }: Pick<Runs, 'runs' | 'milliseconds'>,
): Promise<void> => {
  const { db, clock } = await context.suite.timed()
  const { seed } = context.suite
  const walk = async (steps: readonly Step[]): Promise<void> => {
    const twin = manualClock(clock())
    const reference = await open(memory(), { clock: twin })
    const tenant = context.name()
    const real = begin(db.tenant(tenant), clock)
    const model = begin(reference.tenant(tenant), twin)
    try {
      for (const one of steps) {
        const answer = await perform(real, one)
        expect(answer, JSON.stringify(one)).toStrictEqual(await perform(model, one))
      }
    } finally {
      await end(real)
      await reference.close()
    }
  }
  const steps = array(step, { minLength: 1, maxLength: longest, size })
  const done = await randomRuns(steps, walk, { seed, runs, milliseconds })
  context.note('differential', store, { seed, runs: done })
}

/** Walks of a store: some, and in the certification many. `what` goes on behind "random". */
export const lockstepRules = <Step, World>(
  what: string,
  walk: Walk<Step, World>,
  runs: number,
): readonly Rule[] => [
  rule({
    id: `differential.${walk.store}`,
    title: `random ${what}`,
    timeout: 120_000,
    present: (context) => inLockstep(context, walk, { runs, milliseconds: quick }),
  }),
  rule({
    id: `differential.${walk.store}.long`,
    title: `thousands of random ${what}`,
    tier: 'certification',
    present: (context) => inLockstep(context, walk, { runs: 20 * runs, milliseconds: 200_000 }),
  }),
]

/** The answer, or the code of the error. */
export const answerOf = async (work: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await work()
  } catch (error) {
    return `throws ${(error as { code?: string }).code ?? (error as Error).name}`
  }
}
