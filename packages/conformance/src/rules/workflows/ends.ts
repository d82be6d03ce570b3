import { defineWorkflow } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const workflowEnds: readonly Rule[] = [
  rule({
    id: 'workflows.cancel',
    title:
      'workflows.cancel() ends a run wherever it is: before it began, in a step, asleep, waiting, between attempts',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const flows = session.workflows('billing')
      const books = session.keyValue<number>('books')
      const inStep = deferred()
      const goOn = deferred()
      const work = defineWorkflow('work', async (run, where: string) => {
        if (where === 'step')
          await run.step('s', async () => {
            inStep.resolve()
            await goOn.promise
          })
        if (where === 'sleep') await run.sleep('s', 1_000)
        if (where === 'wait') await run.waitFor('go')
        if (where === 'retry') await run.step('s', () => Promise.reject(new Error('no')))
        await run.tx('book', (tx) => tx.keyValue<number>('books').increment('n'))
      })
      for (const where of ['pending', 'step', 'sleep', 'wait', 'retry']) {
        const handle = await flows.start(work, where, { id: where })
        const running = where === 'pending' ? undefined : flows.runOnce([work])
        if (where === 'step') await inStep.promise
        else await running
        expect(await flows.cancel(where)).toBe(true)
        if (where === 'step') goOn.resolve()
        await running
        expect(await flows.cancel(where)).toBe(false)
        clock.advance(1_000_000)
        expect(await flows.drain([work])).toBe(0)
        const { state, completedAt } = await handle.status()
        expect([where, state, completedAt instanceof Date]).toStrictEqual([where, 'cancelled', true])
        expect(await flows.signal(where, 'go')).toBe('ended')
        await refusal('failed', () => handle.result())
      }
      expect(await books.get('n')).toBeUndefined()
      await refusal('not-found', () => flows.cancel('nobody'))
      expect(await flows.resume('wait')).toBe(true)
      await flows.signal('wait', 'go')
      expect(await flows.drain([work])).toBe(1)
      expect(await books.get('n')).toBe(1)
      expect(await flows.resume('wait')).toBe(false)
      expect(await flows.cancel('wait')).toBe(false)
    },
  }),
  rule({
    id: 'workflows.cancel.transaction',
    title: 'no effect of a run is committed after workflows.cancel() has resolved with true',
    present: async ({ session }) => {
      const flows = session.workflows('billing')
      const work = defineWorkflow('work', async (run, n: number) => {
        for (let step = 0; step < 5; step += 1)
          await run.tx(`t${step}`, (tx) => tx.keyValue<number>('books').increment(`n${n}`))
      })
      for (let turn = 0; turn < 8; turn += 1) {
        const handle = await flows.start(work, turn)
        const running = flows.drain([work])
        for (let pause = 0; pause < turn; pause += 1) await handle.status()
        const wasRunning = await flows.cancel(handle.id)
        const effects = (await session.keyValue<number>('books').get(`n${turn}`)) ?? 0
        await running
        expect((await session.keyValue<number>('books').get(`n${turn}`)) ?? 0).toBe(effects)
        expect((await flows.steps(handle.id)).length).toBe(effects)
        expect((await handle.status()).state).toBe(wasRunning ? 'cancelled' : 'completed')
      }
    },
  }),
  rule({
    id: 'workflows.deadline',
    title: 'a run whose deadline has passed fails with timeout, whatever it waits for',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const flows = session.workflows('billing')
      const begun: string[] = []
      const work = defineWorkflow('work', async (run, where: string) => {
        begun.push(where)
        if (where === 'wait') await run.waitFor('go')
        if (where === 'sleep') await run.sleep('s', 1_000_000)
        if (where === 'step') await run.step('s', () => clock.advance(1_000))
        return 'done'
      })
      for (const where of ['pending', 'wait', 'sleep', 'step', 'fine']) {
        const handle = await flows.start(work, where, { deadline: 1_000 })
        expect((await handle.status()).deadline).toStrictEqual(new Date(clock() + 1_000))
        if (where !== 'pending') await flows.drain([work])
        if (where === 'pending' || where === 'wait' || where === 'sleep') {
          clock.advance(999)
          if (where !== 'pending') expect(await flows.drain([work])).toBe(0)
          clock.advance(1)
          expect(await flows.drain([work])).toBe(1)
        }
        const { state, error } = await handle.status()
        expect([where, state, error?.code]).toStrictEqual(
          where === 'fine' ? [where, 'completed', undefined] : [where, 'failed', 'timeout'],
        )
      }
      expect(begun).not.toContain('pending')
    },
  }),
  rule({
    id: 'workflows.resume',
    title: 'workflows.resume() lets a failed run go on: kept results stay, the step that failed begins anew',
    present: async (context) => {
      const { session } = await context.timed()
      const flows = session.workflows('billing')
      let isRepaired = false
      const calls: string[] = []
      const work = defineWorkflow('work', async (run, _input: null) => {
        await run.step('a', () => calls.push('a'))
        await run.step(
          'b',
          ({ attempt }) => {
            calls.push(`b${attempt}`)
            if (!isRepaired) throw new Error('broken')
          },
          { retry: { attempts: 1 } },
        )
        return calls.length
      })
      const handle = await flows.start(work, null, { id: 'k' })
      await flows.drain([work])
      await refusal('failed', () => handle.result())
      expect(await flows.drain([work])).toBe(0)
      isRepaired = true
      expect(await flows.resume('k')).toBe(true)
      const { state, error, completedAt } = await handle.status()
      expect([state, error, completedAt]).toStrictEqual(['pending', undefined, undefined])
      await flows.drain([work])
      expect(await handle.result()).toBe(3)
      expect(calls).toStrictEqual(['a', 'b1', 'b1'])
    },
  }),
  rule({
    id: 'workflows.result',
    title:
      'handle.result() waits for the end by whoever brings it, and throws timeout, not-found, or the error that was kept',
    present: async ({ session }) => {
      const flows = session.workflows('billing')
      const fails = defineWorkflow('fails', async (_run, message: string) => {
        throw Object.assign(new TypeError(message), { code: 'mine', card: '4111' })
      })
      const handle = await flows.start(fails, 'why')
      await refusal('timeout', () => handle.result({ wait: 0 }))
      await refusal('timeout', () => handle.result({ wait: 5, interval: 1 }))
      const giveUp = new AbortController()
      const waiting = refusal('failed', () => handle.result({ interval: 1_000_000 }))
      await flows.drain([fails])
      const { report, message } = await waiting
      expect(report).toStrictEqual({ name: 'TypeError', message: 'why', code: 'mine' })
      expect(message).not.toContain('why')
      await refusal('not-found', () => flows.handle('nobody').result())
      await refusal('not-found', () => flows.handle('nobody').status())
      giveUp.abort()
      await refusal('cancelled', () => handle.result({ signal: giveUp.signal }))
    },
  }),
]
