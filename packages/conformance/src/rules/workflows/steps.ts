import { defineWorkflow } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const workflowSteps: readonly Rule[] = [
  rule({
    id: 'workflows.steps',
    title: 'a run runs its steps in order, keeps what they give as JSON, and ends with a result',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const flows = session.workflows('billing')
      const calls: string[] = []
      const invoice = defineWorkflow(
        'invoice',
        async (run, input: { order: string }) => {
          const charge = await run.step('charge', ({ attempt, signal }) => {
            calls.push(`charge ${input.order} ${attempt} ${signal.aborted}`)
            return { amount: 7, none: null, list: [1, 'é'] }
          })
          clock.advance(5)
          const nothing = await run.step('print', async () => {
            calls.push('print')
          })
          await run.tx('book', async (tx) => {
            await tx.keyValue('books').set(input.order, charge.amount)
          })
          await run.progress({ done: 1, total: 4, message: 'half' })
          return { charge, nothing: nothing === undefined, id: run.id }
        },
        { steps: 3 },
      )
      const begun = clock()
      const handle = await flows.start(invoice, { order: 'o7' }, { id: 'order-7' })
      expect(await handle.status()).toStrictEqual({
        id: 'order-7',
        workflow: 'invoice',
        state: 'pending',
        step: 0,
        of: 3,
        attempts: 0,
        createdAt: new Date(begun),
        wakesAt: new Date(begun),
      })
      expect(await flows.runOnce([invoice])).toBe(1)
      const charge = { amount: 7, none: null, list: [1, 'é'] }
      expect(await handle.result()).toStrictEqual({ charge, nothing: true, id: 'order-7' })
      expect(calls).toStrictEqual(['charge o7 1 false', 'print'])
      expect(await session.keyValue('books').get('o7')).toBe(7)
      expect(await handle.status()).toStrictEqual({
        id: 'order-7',
        workflow: 'invoice',
        state: 'completed',
        step: 3,
        of: 3,
        stepName: 'book',
        progress: { done: 1, total: 4, message: 'half', percent: 25 },
        attempts: 1,
        createdAt: new Date(begun),
        startedAt: new Date(begun),
        completedAt: new Date(begun + 5),
      })
      const times = { startedAt: new Date(begun), completedAt: new Date(begun) }
      const later = { startedAt: new Date(begun + 5), completedAt: new Date(begun + 5) }
      expect(await flows.steps('order-7')).toStrictEqual([
        { name: 'charge', kind: 'step', state: 'done', attempts: 1, output: charge, ...times },
        { name: 'print', kind: 'step', state: 'done', attempts: 1, ...later },
        { name: 'book', kind: 'tx', state: 'done', attempts: 1, ...later },
      ])
      expect(await flows.runOnce([invoice])).toBe(0)
    },
  }),
  rule({
    id: 'workflows.start.once',
    title:
      'workflows.start() with the same id by many at once makes one run; "reject" and another workflow are refused',
    present: async ({ session }) => {
      const flows = session.workflows('billing')
      let runs = 0
      const one = defineWorkflow('one', async (run, n: number) => run.step('s', () => (runs += n)))
      const other = defineWorkflow('other', async () => 1)
      const handles = await Promise.all(Array.from({ length: 20 }, () => flows.start(one, 1, { id: 'k' })))
      expect(await flows.drain([one, other])).toBe(1)
      expect(await Promise.all(handles.map((handle) => handle.result()))).toStrictEqual(Array(20).fill(1))
      expect(runs).toBe(1)
      await refusal('duplicate', () => flows.start(one, 1, { id: 'k', ifExists: 'reject' }))
      await refusal('duplicate', () => flows.start(other, 1, { id: 'k' }))
      const [a, b] = [await flows.start(one, 1), await flows.start(one, 1)]
      expect(a.id.slice(0, 8) <= b.id.slice(0, 8)).toBe(true)
      expect(a.id).not.toBe(b.id)
    },
  }),
  rule({
    id: 'workflows.retry',
    title:
      'a step that fails is tried again after a growing pause by the clock, and fails the run when it has failed for good',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const flows = session.workflows('billing')
      const attempts: number[] = []
      const flaky = defineWorkflow('flaky', async (run, _input: null) => {
        await run.step(
          'charge',
          ({ attempt }) => {
            attempts.push(attempt)
            throw Object.assign(new Error('refused'), { code: 'card', secret: 'hidden' })
          },
          { retry: { attempts: 3, delay: 1_000 } },
        )
      })
      const handle = await flows.start(flaky, null, { id: 'k' })
      expect(await flows.drain([flaky])).toBe(1)
      const pauses: number[] = []
      for (let round = 0; round < 2; round += 1) {
        const { state, wakesAt } = await handle.status()
        expect(state).toBe('pending')
        const pause = wakesAt!.getTime() - clock()
        pauses.push(pause)
        clock.advance(pause - 1)
        expect(await flows.drain([flaky])).toBe(0)
        clock.advance(1)
        expect(await flows.drain([flaky])).toBe(1)
      }
      expect(pauses[0]).toBeGreaterThanOrEqual(500)
      expect(pauses[0]).toBeLessThanOrEqual(1_000)
      expect(pauses[1]).toBeGreaterThanOrEqual(1_000)
      expect(pauses[1]).toBeLessThanOrEqual(2_000)
      expect(attempts).toStrictEqual([1, 2, 3])
      const kept = { name: 'Error', message: 'refused', code: 'card' }
      const [step] = await flows.steps('k')
      expect(step).toMatchObject({ state: 'failed', attempts: 3, error: kept })
      const { state, error } = await handle.status()
      expect([state, error?.code]).toStrictEqual(['failed', 'failed'])
      expect((await refusal('failed', () => handle.result())).report).toStrictEqual(error)
    },
  }),
  rule({
    id: 'workflows.retry.not',
    title:
      'a step is not tried again after an error that says so, and what its function catches is the same at every replay',
    present: async (context) => {
      const { session } = await context.timed()
      const flows = session.workflows('billing')
      let calls = 0
      const caught: unknown[] = []
      const careful = defineWorkflow('careful', async (run, how: 'retryable' | 'code' | 'name') => {
        try {
          await run.step(
            'charge',
            () => {
              calls += 1
              const fault = how === 'retryable' ? { retryable: false } : how === 'code' ? { code: 'no' } : {}
              throw Object.assign(how === 'name' ? new RangeError('no') : new Error('no'), fault)
            },
            { retry: { attempts: 9, never: ['no', 'RangeError'] } },
          )
        } catch (error) {
          caught.push(error)
        }
        await run.waitFor('go')
        return 'otherwise'
      })
      for (const how of ['retryable', 'code', 'name'] as const) {
        calls = 0
        caught.length = 0
        const handle = await flows.start(careful, how, { id: how })
        await flows.drain([careful])
        await flows.signal(how, 'go')
        await flows.drain([careful])
        expect(await handle.result()).toBe('otherwise')
        expect(calls).toBe(1)
        expect(caught).toHaveLength(2)
        expect(String(caught[0])).toBe(String(caught[1]))
        const [first, second] = caught as { report?: unknown }[]
        expect(first?.report).toStrictEqual(second?.report)
      }
    },
  }),
  rule({
    id: 'workflows.step.timeout',
    title: 'a step that takes longer than its timeout has its signal aborted and has failed with timeout',
    present: async ({ session }) => {
      const flows = session.workflows('billing')
      const reasons: unknown[] = []
      const slow = defineWorkflow('slow', (run, _input: null) =>
        run.step(
          'wait',
          ({ signal }) =>
            new Promise<void>(() => {
              signal.addEventListener('abort', () => reasons.push((signal.reason as { code: string }).code))
            }),
          { timeout: 1, retry: { attempts: 1 } },
        ),
      )
      await flows.start(slow, null, { id: 'k' })
      await flows.runOnce([slow])
      expect((await flows.steps('k'))[0]).toMatchObject({ state: 'failed', error: { code: 'timeout' } })
      expect(reasons).toStrictEqual(['timeout'])
    },
  }),
  rule({
    id: 'workflows.steps.side-by-side',
    title:
      'steps that are begun together run side by side, and what one gave is kept when another is tried again',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const flows = session.workflows('billing')
      const calls: string[] = []
      const both = defineWorkflow('both', async (run, _input: null) => {
        const again = run.step('again', ({ attempt }) => {
          calls.push(`again ${attempt}`)
          if (attempt === 1) throw new Error('once')
          return 'second'
        })
        const fine = run.step('fine', () => {
          calls.push('fine')
          return 'first'
        })
        return Promise.all([again, fine])
      })
      const handle = await flows.start(both, null)
      await flows.drain([both])
      clock.advance(1_000)
      await flows.drain([both])
      expect(await handle.result()).toStrictEqual(['second', 'first'])
      expect(calls).toStrictEqual(['again 1', 'fine', 'again 2'])
    },
  }),
  rule({
    id: 'workflows.limits',
    title:
      'workflows refuse what can never be right before anything is asked of the engine, and a result that is no JSON',
    present: async ({ session, limits }) => {
      const flows = session.workflows('billing')
      const fine = defineWorkflow('fine', async (_run, _input: unknown) => 1)
      await misuse(() => session.workflows(''))
      await misuse(() => defineWorkflow('', async () => 1))
      await misuse(() => defineWorkflow('n', 1 as never))
      await misuse(() => flows.start({ name: 'n' } as never, 1))
      await misuse(() => flows.start(fine, 1, { id: '' }))
      await misuse(() => flows.start(fine, 1, { ifExists: 'no' as never }))
      await misuse(() => flows.start(fine, 1, { deadline: -1 }))
      await misuse(() => flows.start(fine, 1, { wait: 1 } as never))
      await misuse(() => flows.work([]))
      await misuse(() => flows.work([fine, fine]))
      await misuse(() => flows.work([fine], { concurrency: 0 }))
      await misuse(() => flows.list({ limit: 0 }))
      await misuse(() => flows.list({ state: 'no' as never }))
      await refusal('invalid-value', () => flows.list({ after: 'no' }))
      await refusal('too-large', () => flows.start(fine, 1, { id: 'x'.repeat(256) }))
      await refusal('too-large', () => flows.start(fine, 'x'.repeat(limits.valueBytes)))
      await refusal('invalid-value', () => flows.start(fine, new Date()))
      await misuse(() => session.transaction(async (tx) => tx.workflows('billing').runOnce([fine])))
      await misuse(() => session.transaction(async (tx) => tx.workflows('billing').work([fine])))
      expect((await flows.list()).items).toStrictEqual([])
      const wrong = defineWorkflow('wrong', (run, _input: null) => run.step('s', () => ({ at: new Date() })))
      const handle = await flows.start(wrong, null)
      await flows.drain([wrong])
      expect((await flows.steps(handle.id))[0]).toMatchObject({
        state: 'failed',
        error: { code: 'invalid-value' },
      })
    },
  }),
]
