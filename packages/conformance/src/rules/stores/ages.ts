import { defineWorkflow } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

const day = 86_400_000

export const storeAges: readonly Rule[] = [
  rule({
    id: 'stores.long-ages',
    title:
      'what the database tells the time of may be as old, and take as long, as it likes: ninety days are no timer',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const [counters, contexts] = [session.counters('c'), session.context('t')]
      const [snapshots, flows] = [session.snapshots('s'), session.workflows('w')]
      const cache = session.cache<string>('k', { ttl: 1, grace: 90 * day, backoff: 90 * day })
      const work = defineWorkflow('work', async (run, _input: null) => {
        await run.sleep('long', 90 * day)
        return run.waitFor('go', { timeout: 90 * day })
      })
      await counters.observe('k')
      await contexts.scope('T').set('k', 1)
      await snapshots.record({ metrics: 1 }, { period: 'day' })
      await cache.set('k', 'old')
      const late = await flows.start(work, null, { deadline: 365 * day })
      await flows.drain([work])
      for (const isOver of [false, true]) {
        clock.advance(isOver ? 1 : 90 * day - 1)
        expect(await counters.prune({ unseenFor: 90 * day })).toBe(Number(isOver))
        expect(await contexts.cleanUp({ untouchedFor: 90 * day })).toBe(Number(isOver))
        expect(await flows.drain([work])).toBe(Number(isOver))
      }
      // One millisecond fresh, ninety days stale.
      expect(await cache.getOrSet('k', () => Promise.reject(new Error('no')))).toBe('old')
      clock.advance(91 * day)
      expect(await snapshots.prune({ period: 'day', olderThan: 90 * day })).toBe(1)
      await flows.drain([work])
      expect(await late.result()).toBeUndefined()
      expect(await flows.prune({ olderThan: 90 * day })).toBe(0)
      clock.advance(90 * day)
      expect(await flows.prune({ olderThan: 90 * day })).toBe(1)
    },
  }),
]
