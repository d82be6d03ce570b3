import { defineWorkflow, type Session, type Workflows } from '@holdfast/core'
import { constantFrom, integer, oneof, record, type Arbitrary } from 'fast-check'
import type { ManualClock } from '../../manual-clock.ts'
import type { Rule } from '../../rule.ts'
import { answerOf, lockstepRules } from '../lockstep.ts'

type Step =
  | { readonly do: 'start' | 'cancel' | 'resume' | 'status' | 'steps'; readonly id: string }
  | { readonly do: 'fork'; readonly id: string; readonly step: string }
  | { readonly do: 'signal'; readonly id: string; readonly name: string; readonly key: string }
  | { readonly do: 'advance' | 'prune'; readonly by: number }
  | { readonly do: 'run' }
  | { readonly do: 'list'; readonly state: 'pending' | 'waiting' | 'completed' }

interface World {
  readonly flows: Workflows
  readonly clock: ManualClock
}

const walk = defineWorkflow('walk', async (run, n: number) => {
  const first = await run.step('a', () => n)
  await run.sleep('nap', 3)
  const [go, none] = await Promise.all([
    run.waitFor<number>('go', { timeout: 8 }),
    run.waitFor<number>('b', { timeout: 4 }),
  ])
  const flaky = await run.step(
    'c',
    ({ attempt }) => {
      if (attempt < 2) throw new Error('flaky')
      return attempt
    },
    // Each pause is the same, whatever chance says.
    { retry: { attempts: 2, delay: 0 } },
  )
  await run.tx('d', (tx) => tx.keyValue<number>('books').increment('n', n))
  return [first, go ?? null, none ?? null, flaky]
})

const id = constantFrom('x', 'y')
/** `x`, `y`, and what is forked from each. */
const mostRuns = 4
const by = integer({ min: 1, max: 6 })

const step: Arbitrary<Step> = oneof(
  record({ do: constantFrom('start' as const), id }),
  record({ do: constantFrom('run' as const) }),
  record({ do: constantFrom('run' as const) }),
  record({ do: constantFrom('advance' as const, 'prune' as const), by }),
  record({ do: constantFrom('cancel' as const, 'resume' as const, 'status' as const, 'steps' as const), id }),
  record({
    do: constantFrom('signal' as const),
    id,
    name: constantFrom('go', 'b'),
    key: constantFrom('1', '2'),
  }),
  record({ do: constantFrom('fork' as const), id, step: constantFrom('nap', 'go', 'd') }),
  record({
    do: constantFrom('list' as const),
    state: constantFrom('pending' as const, 'waiting' as const, 'completed' as const),
  }),
)

const perform = ({ flows, clock }: World, one: Step): Promise<unknown> =>
  answerOf(async () => {
    if (one.do === 'start') return (await flows.start(walk, 1, { id: one.id, deadline: 40 })).status()
    if (one.do === 'cancel') return flows.cancel(one.id)
    if (one.do === 'resume') return flows.resume(one.id)
    if (one.do === 'status') return flows.handle(one.id).status()
    if (one.do === 'steps') return flows.steps(one.id)
    if (one.do === 'fork')
      return (await flows.fork(one.id, { fromStep: one.step, id: `${one.id}f` })).status()
    if (one.do === 'signal') return flows.signal(one.id, one.name, Number(one.key), { key: one.key })
    if (one.do === 'advance') return clock.advance(one.by)
    // All that is due: which of two runs that came due at the same moment is taken first is promised nowhere.
    if (one.do === 'run') return flows.runOnce([walk], { limit: mostRuns })
    if (one.do === 'prune') return flows.prune({ olderThan: one.by, keep: 1 })
    if (one.do === 'list') return flows.list({ state: one.state })
    return undefined
  })

export const workflowDifferential: readonly Rule[] = lockstepRules(
  'operations on workflows answer as the reference does, step by step',
  {
    store: 'workflows',
    step,
    begin: (session: Session, clock: ManualClock): World => ({
      flows: session.workflows('jobs'),
      clock,
    }),
    perform,
    end: async ({ flows }) => {
      for (const run of ['x', 'y', 'xf', 'yf']) await answerOf(() => flows.cancel(run))
      await flows.prune()
    },
    longest: 30,
  },
  40,
)
