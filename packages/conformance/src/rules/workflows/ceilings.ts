import { defineWorkflow, sql } from '@holdfast/core'
import { expect } from 'vitest'
import { manualClock } from '../../manual-clock.ts'
import { rule, type Rule } from '../../rule.ts'
import { p99 } from '../p99.ts'

const million = 1_000_000
const chunk = 5_000
const day = 86_400_000

const work = defineWorkflow('work', async (run, n: number) => run.step('s', () => n))

export const workflowCeilings: readonly Rule[] = [
  rule({
    id: 'workflows.ceilings',
    title:
      'behind a million finished runs: a claim, which finds one or none, and a kept step within 100 ms, a status within 10, list of 100 within 50, clean-up of 10 000 within 1 000, each p99',
    needs: ['persistent', 'sql'],
    tier: 'certification',
    timeout: 1_800_000,
    present: async (context) => {
      const clock = manualClock()
      const { db } = await context.fresh({ clock })
      const flows = db.workflows('billing')
      const idOf = (index: number): string => `k${String(index).padStart(7, '0')}`
      for (let from = 0; from < million; from += chunk)
        await Promise.all(
          Array.from({ length: chunk }, (_, index) => flows.start(work, 1, { id: idOf(from + index) })),
        )
      // As if workers had been through them: to work on a million runs takes hours where each commit waits for a disk.
      const ended = clock()
      await db.run(
        sql`update holdfast_workflows set state = 'completed', leased_until = null, completed_at = ${ended}`,
      )
      clock.advance(day)
      let started = 0
      const next = async (): Promise<void> => {
        await flows.start(work, 1, { id: `new ${(started += 1)}` })
      }
      const measured = {
        idle: await p99(500, async () => expect(await flows.runOnce([work])).toBe(0)),
        run: 0,
        status: await p99(1_000, () => flows.handle(idOf(context.random.whole(million))).status()),
        list: await p99(300, () => flows.list({ limit: 100 })),
        cleanUp: 0,
      }
      const times: number[] = []
      for (let call = 0; call < 300; call += 1) {
        await next()
        const begun = performance.now()
        expect(await flows.runOnce([work])).toBe(1)
        times.push(performance.now() - begun)
      }
      times.sort((left, right) => left - right)
      measured.run = times[Math.ceil(times.length * 0.99) - 1]!
      const begun = performance.now()
      expect(await flows.prune({ olderThan: day, limit: 10_000 })).toBe(10_000)
      measured.cleanUp = performance.now() - begun
      context.note('speed', 'workflows, p99 in milliseconds behind a million finished runs', measured)
      expect(measured.idle, 'idle').toBeLessThan(100)
      // A claim, its history, a step and an end.
      expect(measured.run, 'run').toBeLessThan(400)
      expect(measured.status, 'status').toBeLessThan(10)
      expect(measured.list, 'list').toBeLessThan(50)
      expect(measured.cleanUp, 'cleanUp').toBeLessThan(1_000)
    },
    absent: async ({ session }) => {
      // In the process's own memory a million runs prove nothing.
      const flows = session.workflows('billing')
      for (let n = 0; n < 1_000; n += 1) await flows.start(work, n)
      expect(await flows.drain([work], { limit: 1_000 })).toBe(1_000)
      expect(await p99(100, () => flows.runOnce([work]))).toBeLessThan(100)
    },
  }),
]
