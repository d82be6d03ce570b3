import { defineWorkflow, type LogEvent } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const workflowCosts: readonly Rule[] = [
  rule({
    id: 'workflows.statements',
    title:
      'a claim that finds nothing, a history, a step that is kept or fails, a status and a start of workflows are one statement each, and a claim of many runs costs what a claim of one does',
    needs: ['sql'],
    present: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => event.event === 'statement' && events.push(event) })
      const flows = db.tenant(context.tenant).workflows('billing')
      const summaries = (): readonly unknown[] =>
        events.splice(0).flatMap(({ attributes }) => attributes['db.query.summary'] ?? [])
      const one = defineWorkflow('one', async (run, steps: number) => {
        events.length = 0
        for (let step = 0; step < steps; step += 1) await run.step(`s${step}`, () => step)
        expect(summaries()).toStrictEqual(Array.from({ length: steps }, () => 'KEEP holdfast_workflow_steps'))
        await run
          .step('fails', () => Promise.reject(new Error('no')), { retry: { attempts: 1 } })
          .catch(() => 0)
        expect(summaries()).toStrictEqual(['KEEP holdfast_workflow_steps'])
        await run.progress({ message: 'm' })
        expect(summaries()).toStrictEqual(['PROGRESS holdfast_workflows'])
      })
      const rests = defineWorkflow('rests', async (_run, _n: number) => undefined)
      const handle = await flows.start(one, 3, { id: 'k' })
      expect(summaries()).toStrictEqual(['START holdfast_workflows'])
      await flows.runOnce([one, rests])
      const { state, error } = await handle.status()
      expect([state, error]).toStrictEqual(['completed', undefined])
      events.length = 0
      expect(await flows.runOnce([one, rests])).toBe(0)
      expect(summaries()).toStrictEqual(['CLAIM holdfast_workflows'])
      await handle.status()
      expect(summaries()).toStrictEqual(['STATUS holdfast_workflows'])
      const claims: number[] = []
      for (const runs of [1, 7]) {
        for (let n = 0; n < runs; n += 1) await flows.start(rests, n)
        events.length = 0
        expect(await flows.runOnce([one, rests], { limit: 7 })).toBe(runs)
        const found = summaries()
        const counted = (kind: string): number => found.filter((summary) => summary === kind).length
        expect(counted('HISTORY holdfast_workflow_steps')).toBe(runs)
        claims.push(counted('CLAIM holdfast_workflows') + counted('TAKE holdfast_workflows'))
      }
      // Where a join does not find rows by index, what is due is looked up first, and again under the lock.
      expect(claims[0]).toBeLessThanOrEqual(3)
      expect(claims[1]).toBe(claims[0])
    },
    absent: async (context) => {
      const flows = context.session.workflows('billing')
      const work = defineWorkflow('work', (run, n: number) => run.step('s', () => n))
      const handle = await flows.start(work, 1)
      await flows.drain([work])
      expect(await handle.result()).toBe(1)
    },
  }),
]
