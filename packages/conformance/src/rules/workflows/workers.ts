import { defineWorkflow } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const one = defineWorkflow('one', async (run, _input: null) => run.step('s', () => 1))

/** Turns in which what was not awaited could show. */
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

export const workflowWorkers: readonly Rule[] = [
  rule({
    id: 'workflows.claim.longest',
    title:
      'workflows.runOnce() takes the run that is due longest, whatever its id is and whatever made it due',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const flows = session.workflows('billing')
      const taken: string[] = []
      const work = defineWorkflow('work', async (run, pause: number) => {
        if (pause > 0) await run.sleep('s', pause)
        taken.push(run.id)
      })
      const sleeper = await flows.start(work, 2, { id: 'm' })
      expect(await flows.runOnce([work])).toBe(1)
      expect((await sleeper.status()).state).toBe('sleeping')
      clock.advance(1)
      await flows.start(work, 0, { id: 'z' })
      clock.advance(2)
      await flows.start(work, 0, { id: 'a' })
      clock.advance(1)
      await flows.start(work, 0, { id: 'y' })
      for (let left = 4; left > 0; left -= 1) expect(await flows.runOnce([work])).toBe(1)
      expect(taken).toStrictEqual(['z', 'm', 'a', 'y'])
      expect(await flows.runOnce([work])).toBe(0)
    },
  }),
  rule({
    id: 'workflows.worker.closed',
    title: 'a worker of workflows ends with its database, and onError hears nothing of that',
    present: async (context) => {
      const db = await context.open()
      const flows = db.tenant(context.tenant).workflows('billing')
      const heard: unknown[] = []
      const worker = flows.work([one], { interval: 1, onError: (error) => heard.push(error) })
      const handle = await flows.start(one, null)
      expect(await handle.result()).toBe(1)
      await db.close()
      await turns()
      await worker.stop()
      expect(heard).toStrictEqual([])
    },
  }),
  rule({
    id: 'workflows.worker.listener',
    title:
      'onError of a worker of workflows that throws ends neither the worker nor the process: it is a warning',
    present: async (context) => {
      const db = await context.open()
      const flows = db.tenant(context.tenant).workflows('billing')
      const [begun, gate] = [deferred(), deferred()]
      const held = defineWorkflow('held', async (run, _input: null) =>
        run.step('s', async () => {
          begun.resolve()
          await gate.promise
        }),
      )
      const wrong = `wrong ${context.tenant}`
      const warned = new Promise<void>((resolve) => {
        const hear = ({ message }: Error): void => {
          if (!message.includes(wrong)) return
          process.off('warning', hear)
          resolve()
        }
        process.on('warning', hear)
      })
      const worker = flows.work([held], {
        onError: () => {
          throw new Error(wrong)
        },
      })
      await flows.start(held, null)
      await begun.promise
      await db.close({ drain: 0 })
      // What it gives cannot be kept any more.
      gate.resolve()
      await warned
      await worker.stop()
      expect(await worker.stop()).toBeUndefined()
    },
  }),
  rule({
    id: 'workflows.worker.grace',
    title:
      'stop() hands a run to others when its step does not end within the grace, and counts no attempt of it',
    present: async (context) => {
      const { session } = await context.timed()
      const flows = session.workflows('billing')
      const begun = deferred()
      const attempts: number[] = []
      const slow = defineWorkflow('slow', async (run, _input: null) =>
        run.step(
          's',
          ({ attempt, signal }) => {
            attempts.push(attempt)
            if (attempts.length > 1) return 'done'
            begun.resolve()
            return new Promise((_, reject) => {
              signal.addEventListener('abort', () => reject(signal.reason as Error))
            })
          },
          { retry: { attempts: 1 } },
        ),
      )
      const worker = flows.work([slow])
      const handle = await flows.start(slow, null)
      await begun.promise
      await misuse(() => worker.stop({ grce: 1 } as never))
      await worker.stop({ grace: 0 })
      expect((await handle.status()).state).toBe('pending')
      expect(await flows.runOnce([slow])).toBe(1)
      expect(await handle.result()).toBe('done')
      expect(attempts).toStrictEqual([1, 1])
    },
  }),
  rule({
    id: 'workflows.tx.timeout',
    title:
      'a transaction step that takes too long is told by its signal, rolled back and tried again as any step',
    present: async (context) => {
      const { session } = await context.timed()
      const flows = session.workflows('billing')
      const reasons: unknown[] = []
      const slow = defineWorkflow('slow', async (run, _input: null) =>
        run.tx(
          's',
          async (tx, { attempt, signal }) => {
            const told = new Promise<void>((resolve) => {
              if (attempt > 1) return resolve()
              signal.addEventListener('abort', () => {
                reasons.push((signal.reason as { code?: unknown }).code)
                resolve()
              })
            })
            await tx.keyValue<number>('books').increment('n')
            await told
            return attempt
          },
          { timeout: 250, retry: { attempts: 20, delay: 0 } },
        ),
      )
      const handle = await flows.start(slow, null)
      await flows.drain([slow])
      expect(await handle.result()).toBeGreaterThan(1)
      expect(reasons).toStrictEqual(['timeout'])
      expect(await session.keyValue('books').get('n')).toBe(1)
    },
  }),
  rule({
    id: 'workflows.steps.unheard',
    title:
      'a step that nobody awaits and that fails ends neither the run nor the process; it stands in the history',
    present: async ({ session }) => {
      const flows = session.workflows('billing')
      const unheard: unknown[] = []
      const hear = (error: unknown): void => void unheard.push(error)
      process.on('unhandledRejection', hear)
      try {
        const careless = defineWorkflow('careless', async (run, _input: null) => {
          void run.step('lost', () => Promise.reject(new Error('no')), { retry: { attempts: 1 } })
          return run.step('kept', async () => {
            await turns()
            return 2
          })
        })
        const handle = await flows.start(careless, null)
        await flows.drain([careless])
        expect(await handle.result()).toBe(2)
        const lost = (await flows.steps(handle.id)).find(({ name }) => name === 'lost')
        expect(lost?.state).toBe('failed')
        await turns()
        expect(unheard).toStrictEqual([])
      } finally {
        process.off('unhandledRejection', hear)
      }
    },
  }),
  rule({
    id: 'workflows.start.nothing',
    title: 'a run may be started with nothing, and its fork is',
    present: async ({ session }) => {
      const flows = session.workflows('billing')
      const inputs: unknown[] = []
      const bare = defineWorkflow('bare', async (run, input?: undefined) => {
        inputs.push(input)
        return run.step('s', () => 1)
      })
      const handle = await flows.start(bare, undefined)
      await flows.drain([bare])
      expect(await handle.result()).toBe(1)
      await flows.fork(handle.id, { fromStep: 's' })
      await flows.drain([bare])
      expect(inputs).toStrictEqual([undefined, undefined])
    },
  }),
]
