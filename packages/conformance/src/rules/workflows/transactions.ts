import { defineWorkflow, HoldfastError } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const workflowTransactions: readonly Rule[] = [
  rule({
    id: 'workflows.tx',
    title:
      'what a step in a transaction writes and that it is done commit together: a failure leaves nothing of either',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const flows = session.workflows('billing')
      const books = session.keyValue<number>('books')
      const work = defineWorkflow('work', async (run, _input: null) => {
        const first = await run.tx('book', async (tx, { attempt }) => {
          const total = await tx.keyValue<number>('books').increment('n')
          if (attempt === 1) throw new Error('once')
          return total
        })
        await run.sleep('nap', 1_000)
        return first
      })
      const handle = await flows.start(work, null)
      await flows.drain([work])
      expect(await books.get('n')).toBeUndefined()
      expect((await flows.steps(handle.id))[0]).toMatchObject({ kind: 'tx', state: 'pending', attempts: 1 })
      for (let round = 0; round < 2; round += 1) {
        clock.advance(1_000)
        await flows.drain([work])
        expect(await books.get('n')).toBe(1)
      }
      expect(await handle.result()).toBe(1)
    },
  }),
  rule({
    id: 'workflows.tx.unknown',
    title: 'a step in a transaction whose commit was not acknowledged is looked for, and done once',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const flows = session.workflows('billing')
      const books = session.keyValue<number>('books')
      const lost = new HoldfastError('connection-lost', 'Cannot commit: the reply was lost', {
        outcome: 'unknown',
      })
      let calls = 0
      const work = defineWorkflow('work', async (run, _input: null) => {
        await run.step('before', () => {
          calls += 1
          if (calls === 1) throw lost
        })
        await run.tx('book', (tx) => tx.keyValue<number>('books').increment('n'))
      })
      const handle = await flows.start(work, null)
      await flows.drain([work])
      // It may have been done: not even a failure is kept.
      expect(await flows.steps(handle.id)).toStrictEqual([])
      clock.advance(1_000)
      await flows.drain([work])
      expect((await handle.status()).state).toBe('completed')
      expect(await books.get('n')).toBe(1)
    },
  }),
  rule({
    id: 'workflows.transaction',
    title:
      'a run that is started, signalled or cancelled on a transaction is so with its commit, and never when it is rolled back',
    present: async ({ session }) => {
      const flows = session.workflows('billing')
      const undone = new Error('undone')
      const work = defineWorkflow('work', async (run, n: number) => [n, await run.waitFor('go')])
      const rolledBack = session.transaction(async (tx) => {
        const handle = await tx.workflows('billing').start(work, 1, { id: 'k' })
        expect((await handle.status()).state).toBe('pending')
        throw undone
      })
      await expect(rolledBack).rejects.toBe(undone)
      expect(await flows.drain([work])).toBe(0)
      expect((await flows.list()).items).toStrictEqual([])
      const handle = await session.transaction(async (tx) => {
        const inside = await tx.workflows('billing').start(work, 2, { id: 'k' })
        expect(await tx.workflows('billing').signal('k', 'early', 1)).toBe('kept')
        return flows.handle(inside.id)
      })
      expect(await flows.drain([work])).toBe(1)
      const signalled = session.transaction(async (tx) => {
        expect(await tx.workflows('billing').signal('k', 'go', 1)).toBe('kept')
        throw undone
      })
      await expect(signalled).rejects.toBe(undone)
      const cancelled = session.transaction(async (tx) => {
        expect(await tx.workflows('billing').cancel('k')).toBe(true)
        expect((await tx.workflows('billing').handle('k').status()).state).toBe('cancelled')
        throw undone
      })
      await expect(cancelled).rejects.toBe(undone)
      expect(await flows.drain([work])).toBe(0)
      await session.transaction((tx) => tx.workflows('billing').signal('k', 'go', 'now'))
      expect(await flows.drain([work])).toBe(1)
      expect(await handle.result()).toStrictEqual([2, 'now'])
    },
  }),
  rule({
    id: 'workflows.worker',
    title:
      'workflows.work() takes up what this process starts and signals at once, and stops when its steps have ended',
    present: async ({ session }) => {
      const flows = session.workflows('billing')
      const order: string[] = []
      const work = defineWorkflow('work', async (run, n: number) => {
        await run.step('a', () => order.push(`a${n}`))
        const answer = await run.waitFor<number>('go')
        return run.step('b', () => n + (answer ?? 0))
      })
      await using worker = flows.work([work], { concurrency: 3, interval: 1_000_000 })
      const handles = await Promise.all(Array.from({ length: 8 }, (_, n) => flows.start(work, n)))
      await Promise.all(handles.map(({ id }, n) => flows.signal(id, 'go', n * 10)))
      const results = await Promise.all(handles.map((handle) => handle.result({ interval: 1_000_000 })))
      expect(results).toStrictEqual([0, 11, 22, 33, 44, 55, 66, 77])
      expect(order).toHaveLength(8)
      await worker.stop()
      await flows.start(work, 9, { id: 'later' })
      expect((await flows.handle('later').status()).state).toBe('pending')
    },
  }),
  rule({
    id: 'workflows.worker.stop',
    title:
      'worker.stop() lets the step that runs end, keeps it, and leaves the rest of the run to the next worker',
    present: async ({ session }) => {
      const flows = session.workflows('billing')
      const calls: string[] = []
      let begun: () => void = () => undefined
      const isBegun = new Promise<void>((resolve) => (begun = resolve))
      let goOn: () => void = () => undefined
      const mayEnd = new Promise<void>((resolve) => (goOn = resolve))
      const work = defineWorkflow('work', async (run, _input: null) => {
        await run.step('a', async () => {
          calls.push('a')
          begun()
          await mayEnd
        })
        await run.step('b', () => calls.push('b'))
        return calls.length
      })
      const worker = flows.work([work], { interval: 1_000_000 })
      const handle = await flows.start(work, null)
      await isBegun
      const stopped = worker.stop()
      goOn()
      await stopped
      expect(calls).toStrictEqual(['a'])
      expect(await handle.status()).toMatchObject({ state: 'pending', stepName: 'a', attempts: 1 })
      expect(await flows.drain([work])).toBe(1)
      expect(await handle.result()).toBe(2)
    },
  }),
]
