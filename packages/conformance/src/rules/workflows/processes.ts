import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { rule, type Rule } from '../../rule.ts'
import { heldFlow, walk } from '../../worker/jobs/workflows.ts'
import { startOn } from '../../worker/start-on.ts'

/** One process has the database to itself there, and its runs are worked on all the same. */
const alone = async (context: Context): Promise<void> => {
  const { db } = await context.fresh()
  const flows = db.workflows('processes')
  const handle = await flows.start(walk, 'alone')
  await flows.signal(handle.id, 'go', 1)
  expect(await flows.drain([walk])).toBe(1)
  expect(await handle.result()).toBe(1)
}

export const workflowProcesses: readonly Rule[] = [
  rule({
    id: 'workflows.processes',
    title:
      'a run whose worker stood still is taken over by another process, and the late worker writes nothing any more',
    needs: ['multiProcess'],
    timeout: 120_000,
    present: async (context) => {
      const { db, place } = await context.fresh()
      const flows = db.workflows('processes')
      const held = heldFlow(async () => undefined)
      const handle = await flows.start(held, null, { id: 'held' })
      const child = startOn(context, place, 'hold-flow', 'held')
      if (child === undefined) return 'not-run'
      await child.said(2)
      expect(child.lines.at(-1)).toBe('holding')
      child.pause()
      await using here = flows.work([held], { interval: 5, ttl: 60_000 })
      expect(await handle.result({ wait: 60_000, interval: 5 })).toBe(1)
      await here.stop()
      const before = [await handle.status(), await flows.steps('held')]
      await db.keyValue('effects').set('go', true)
      child.resume()
      await child.ended
      expect(child.lines.at(-1)).toBe('over completed')
      expect([await handle.status(), await flows.steps('held')]).toStrictEqual(before)
      const effects = await db.keyValue('effects').getMany(['first', 'second'])
      expect(effects).toStrictEqual([1, 1])
      return undefined
    },
    absent: alone,
  }),
  rule({
    id: 'workflows.killed',
    title:
      'a worker that is killed between any two statements leaves a run that ends as an uninterrupted one',
    needs: ['multiProcess'],
    tier: 'certification',
    timeout: 1_800_000,
    present: async (context) => {
      for (let stopAt = 1; ; stopAt += 1) {
        const { db, place } = await context.fresh()
        const child = startOn(context, place, 'walk-flow', String(stopAt))
        if (child === undefined) return 'not-run'
        await child.said(2)
        await child.kill()
        const isWhole = child.lines.at(-1) === 'walked'
        const flows = db.workflows('processes')
        const handle = await flows.start(walk, 'anybody', { id: 'walk' })
        await flows.signal('walk', 'go', 7, { key: 'once' })
        await using here = flows.work([walk], { interval: 5 })
        expect(await handle.result({ wait: 60_000, interval: 5 }), String(stopAt)).toBe(7)
        await here.stop()
        const effects = await db.keyValue('effects').getMany(['first', 'second'])
        expect(effects, String(stopAt)).toStrictEqual([1, 1])
        const steps = (await flows.steps('walk')).map(({ name, kind, state, output }) => [
          name,
          kind,
          state,
          output,
        ])
        expect(steps, String(stopAt)).toStrictEqual([
          ['begin', 'step', 'done', 'anybody'],
          ['first', 'tx', 'done', 1],
          ['nap', 'sleep', 'done', undefined],
          ['go', 'wait', 'done', 7],
          ['second', 'tx', 'done', 1],
        ])
        await db.close()
        if (!isWhole) continue
        context.note('workflows', 'statements between which a worker was killed', stopAt - 1)
        return undefined
      }
    },
    absent: alone,
  }),
]
