import { defineWorkflow, type Session } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { rule, type Rule } from '../../rule.ts'

/** A run in a step that stands still until its signal aborts, with a second step beside it. */
const begun = async (session: Session) => {
  const flows = session.workflows('billing')
  const inStep = deferred<AbortSignal>()
  const endOther = deferred()
  const work = defineWorkflow('work', async (run, _input: null) => {
    const still = run.step('still', async ({ signal }) => {
      inStep.resolve(signal)
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    })
    const other = run.step('other', () => endOther.promise)
    await Promise.all([still, other])
  })
  await flows.start(work, null, { id: 'k' })
  // Nothing is extended while the rule runs.
  const running = flows.runOnce([work], { ttl: 1_000_000_000 })
  return { flows, running, signal: await inStep.promise, endOther }
}

/** Some turns of the database, until the signal aborts. */
const turns = async (session: Session, signal: AbortSignal): Promise<void> => {
  for (let turn = 0; turn < 100 && !signal.aborted; turn += 1) {
    await session.keyValue('turns').get('k')
    await new Promise(setImmediate)
  }
}

const codeOf = (signal: AbortSignal): unknown => (signal.reason as { code?: unknown } | undefined)?.code

export const workflowCancels: readonly Rule[] = [
  rule({
    id: 'workflows.cancel.at-once',
    title: 'workflows.cancel() aborts the signal of a step that runs in the same process, at once',
    present: async ({ session }) => {
      const { flows, running, signal, endOther } = await begun(session)
      expect(await flows.cancel('k')).toBe(true)
      await turns(session, signal)
      expect(codeOf(signal)).toBe('lease-lost')
      endOther.resolve()
      await running
      expect(await flows.steps('k')).toStrictEqual([])
    },
  }),
  rule({
    id: 'workflows.cancel.at-commit',
    title:
      'a cancellation in a transaction aborts the signal of a step at the commit, and never after a rollback',
    present: async ({ session }) => {
      const { flows, running, signal, endOther } = await begun(session)
      const failure = new Error('undone')
      const undone = session.transaction(async (tx) => {
        await tx.workflows('billing').cancel('k')
        throw failure
      })
      await expect(undone).rejects.toBe(failure)
      await turns(session, signal)
      expect(signal.aborted).toBe(false)
      await session.transaction(async (tx) => {
        await tx.transaction((inner) => inner.workflows('billing').cancel('k'))
        expect(signal.aborted).toBe(false)
      })
      await turns(session, signal)
      expect(codeOf(signal)).toBe('lease-lost')
      endOther.resolve()
      await running
      expect((await flows.handle('k').status()).state).toBe('cancelled')
    },
  }),
  rule({
    id: 'workflows.cancel.open',
    title:
      'a step that ends while the cancellation of its run is still to be committed is not kept after the commit',
    present: async ({ session }) => {
      const { flows, running, signal, endOther } = await begun(session)
      await session.transaction(async (tx) => {
        await tx.workflows('billing').cancel('k')
        endOther.resolve()
        for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
      })
      await running
      expect(codeOf(signal)).toBe('lease-lost')
      expect(await flows.steps('k')).toStrictEqual([])
      expect((await flows.handle('k').status()).state).toBe('cancelled')
    },
  }),
  rule({
    id: 'workflows.cancel.next-step',
    title: 'a cancellation by another database is seen when the next step is to be kept, at the latest',
    needs: ['multiProcess'],
    present: async (context) => {
      const { session } = context
      const { flows, running, signal, endOther } = await begun(session)
      const elsewhere = (await context.open()).tenant(context.tenant)
      expect(await elsewhere.workflows('billing').cancel('k')).toBe(true)
      expect(signal.aborted).toBe(false)
      endOther.resolve()
      await turns(session, signal)
      expect(codeOf(signal)).toBe('lease-lost')
      await running
      expect(await flows.steps('k')).toStrictEqual([])
    },
    absent: async ({ session }) => {
      // Whoever cancels is in this process.
      const { flows, running, endOther } = await begun(session)
      expect(await flows.cancel('k')).toBe(true)
      endOther.resolve()
      await running
      expect(await flows.steps('k')).toStrictEqual([])
    },
  }),
]
