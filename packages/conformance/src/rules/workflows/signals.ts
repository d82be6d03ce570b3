import { defineWorkflow } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const workflowSignals: readonly Rule[] = [
  rule({
    id: 'workflows.signals',
    title:
      'signals are kept until their run waits for them, in order, once for each key, and wake it when it waits',
    present: async (context) => {
      const { session } = await context.timed()
      const flows = session.workflows('billing')
      const work = defineWorkflow('work', async (run, _input: null) => {
        const got: unknown[] = [await run.waitFor('go')]
        got.push(await run.waitFor('go', { as: 'second' }))
        got.push(await run.waitFor('go', { as: 'third' }))
        return got
      })
      const handle = await flows.start(work, null, { id: 'k' })
      expect(await flows.signal('k', 'go', { n: 1 }, { key: 'one' })).toBe('kept')
      expect(await flows.signal('k', 'go', { n: 9 }, { key: 'one' })).toBe('repeated')
      expect(await flows.signal('k', 'go')).toBe('kept')
      expect(await flows.signal('k', 'other', 'not for it')).toBe('kept')
      expect(await flows.drain([work])).toBe(1)
      expect(await handle.status()).toMatchObject({ state: 'waiting', waitingFor: ['go'], stepName: 'third' })
      expect('wakesAt' in (await handle.status())).toBe(false)
      expect(await flows.signal('k', 'other')).toBe('kept')
      expect(await flows.signal('k', 'go', 8, { key: 'one' })).toBe('repeated')
      expect(await flows.drain([work])).toBe(0)
      expect(await flows.signal('k', 'go', [3], { key: 'three' })).toBe('kept')
      expect((await handle.status()).state).toBe('pending')
      expect(await flows.drain([work])).toBe(1)
      expect(await handle.result()).toStrictEqual([{ n: 1 }, null, [3]])
      expect(await flows.signal('k', 'go', 1)).toBe('ended')
      await refusal('not-found', () => flows.signal('nobody', 'go'))
    },
  }),
  rule({
    id: 'workflows.signals.timeout',
    title: 'run.waitFor() resolves with undefined when nothing came in its time, and not before',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const flows = session.workflows('billing')
      const work = defineWorkflow('work', async (run, _input: null) => {
        const none = await run.waitFor('none', { timeout: 0 })
        const late = await run.waitFor('go', { timeout: 1_000 })
        return [none === undefined, late === undefined, await run.waitFor('go', { as: 'after' })]
      })
      const handle = await flows.start(work, null, { id: 'k' })
      await flows.drain([work])
      expect((await handle.status()).wakesAt).toStrictEqual(new Date(clock() + 1_000))
      clock.advance(999)
      expect(await flows.drain([work])).toBe(0)
      clock.advance(1)
      expect(await flows.drain([work])).toBe(1)
      await flows.signal('k', 'go', 'later')
      expect(await flows.drain([work])).toBe(1)
      expect(await handle.result()).toStrictEqual([true, true, 'later'])
    },
  }),
  rule({
    id: 'workflows.signals.race',
    title: 'a signal that comes while its run lies down to wait for it wakes it all the same',
    present: async ({ session }) => {
      const flows = session.workflows('billing')
      const work = defineWorkflow('work', (run, _input: null) => run.waitFor<number>('go'))
      for (let turn = 0; turn < 12; turn += 1) {
        const handle = await flows.start(work, null)
        const running = flows.drain([work])
        for (let pause = 0; pause < turn; pause += 1) await Promise.resolve()
        if (turn % 2 === 1) await handle.status()
        await flows.signal(handle.id, 'go', turn)
        await running
        await flows.drain([work])
        expect(await handle.result()).toBe(turn)
      }
    },
  }),
  rule({
    id: 'workflows.signals.either',
    title: 'a run that waits for several things at once goes on with the first of them',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const flows = session.workflows('billing')
      const work = defineWorkflow('work', (run, _input: null) =>
        Promise.race([
          run.waitFor<string>('yes').then((who) => `yes ${who}`),
          run.waitFor<string>('no').then((who) => `no ${who}`),
          run.sleep('patience', 1_000).then(() => 'nobody'),
        ]),
      )
      const [yes, no, none] = [
        await flows.start(work, null),
        await flows.start(work, null),
        await flows.start(work, null),
      ]
      await flows.drain([work])
      expect(await yes.status()).toMatchObject({ state: 'waiting', waitingFor: ['no', 'yes'] })
      await flows.signal(yes.id, 'yes', 'a')
      await flows.signal(no.id, 'no', 'b')
      await flows.drain([work])
      clock.advance(1_000)
      await flows.drain([work])
      const results = await Promise.all([yes, no, none].map((handle) => handle.result()))
      expect(results).toStrictEqual(['yes a', 'no b', 'nobody'])
    },
  }),
]
