import { defineWorkflow, type Run } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

/** A body that waits once for "go" between what it does before and behind. */
const halves =
  (before: (run: Run) => Promise<unknown>, behind: (run: Run) => Promise<unknown>) =>
  async (run: Run): Promise<string> => {
    await before(run)
    await run.waitFor('go')
    await behind(run)
    return 'done'
  }

const step =
  (...names: readonly string[]) =>
  async (run: Run): Promise<void> => {
    for (const name of names) await run.step(name, () => name)
  }

export const workflowReplays: readonly Rule[] = [
  rule({
    id: 'workflows.sleep',
    title:
      'a run that sleeps is nobody’s, goes on at its time and not before, and its completed steps never run again',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const flows = session.workflows('billing')
      const calls: string[] = []
      const slow = defineWorkflow('slow', async (run, _input: null) => {
        await run.step('a', () => calls.push('a'))
        await run.sleep('nap', 1_000)
        await run.sleep('none', 0)
        await run.step('b', () => calls.push('b'))
        await run.sleep('night', 5_000)
        return calls.length
      })
      const handle = await flows.start(slow, null)
      expect(await flows.drain([slow])).toBe(1)
      expect(await handle.status()).toMatchObject({
        state: 'sleeping',
        stepName: 'nap',
        wakesAt: new Date(clock() + 1_000),
      })
      clock.advance(999)
      expect(await flows.drain([slow])).toBe(0)
      // A clock that is set back lets it sleep longer, and one that jumps ends both sleeps only where they are begun.
      clock.advance(-5_000)
      expect(await flows.drain([slow])).toBe(0)
      clock.advance(1_000_000)
      expect(await flows.drain([slow])).toBe(1)
      expect(await handle.status()).toMatchObject({ state: 'sleeping', stepName: 'night' })
      clock.advance(4_999)
      expect(await flows.drain([slow])).toBe(0)
      clock.advance(1)
      expect(await flows.drain([slow])).toBe(1)
      expect(await handle.result()).toBe(2)
      expect(calls).toStrictEqual(['a', 'b'])
    },
  }),
  rule({
    id: 'workflows.replay',
    title:
      'a run whose code has changed under it fails with replay and runs nothing; with the right code it can be resumed',
    present: async (context) => {
      const { session } = await context.timed()
      const flows = session.workflows('billing')
      const begun = defineWorkflow('w', halves(step('a', 'b'), step('c')))
      const changed: Record<string, ReturnType<typeof halves>> = {
        'another name': halves(step('a', 'x'), step('c')),
        'another order': halves(step('b', 'a'), step('c')),
        'one more before': halves(step('new', 'a', 'b'), step('c')),
        'one less': halves(step('a'), step('c')),
        'another kind': async (run) => {
          await run.step('a', () => 1)
          await run.sleep('b', 1)
          return ''
        },
        'an early end': async (run) => {
          await run.step('a', () => 1)
          return 'early'
        },
        'a name twice': halves(step('a', 'b'), step('a')),
      }
      for (const [id, body] of Object.entries(changed)) {
        const handle = await flows.start(begun, null, { id })
        await flows.drain([begun])
        await flows.signal(id, 'go')
        await flows.drain([defineWorkflow('w', body)])
        const { state, error } = await handle.status()
        expect([id, state, error?.code]).toStrictEqual([id, 'failed', 'replay'])
        expect((await flows.steps(id)).map(({ name }) => name).slice(0, 2)).toStrictEqual(['a', 'b'])
        expect(await flows.resume(id)).toBe(true)
        await flows.drain([begun])
        expect(await handle.result()).toBe('done')
      }
    },
  }),
  rule({
    id: 'workflows.replay.long',
    title: 'a run of many steps that is begun anew gets their results, and takes none again',
    present: async (context) => {
      const { session } = await context.timed()
      const flows = session.workflows('billing')
      let calls = 0
      const long = defineWorkflow('long', async (run, _input: null) => {
        let sum = 0
        for (let index = 0; index < 150; index += 1) sum += await run.step(`s${index}`, () => (calls += 1))
        await run.waitFor('go')
        return sum
      })
      const handle = await flows.start(long, null)
      await flows.drain([long])
      await flows.signal(handle.id, 'go')
      await flows.drain([long])
      expect(await handle.result()).toBe(11_325)
      expect(calls).toBe(150)
    },
  }),
  rule({
    id: 'workflows.replay.linear',
    title: 'ten times as many steps take at most thirty times as long to replay, up to 10 000',
    tier: 'certification',
    present: async (context) => {
      const { db } = await context.fresh()
      const flows = db.workflows('billing')
      const long = defineWorkflow('long', async (run, steps: number) => {
        for (let from = 0; from < steps; from += 100)
          await Promise.all(
            Array.from({ length: 100 }, (_, index) => run.step(`s${from + index}`, () => from + index)),
          )
        await run.waitFor('go')
        return steps
      })
      const times: number[] = []
      for (const steps of [1_000, 10_000]) {
        const handle = await flows.start(long, steps)
        await flows.drain([long])
        await flows.signal(handle.id, 'go')
        const started = performance.now()
        await flows.drain([long])
        times.push(performance.now() - started)
        expect(await handle.result()).toBe(steps)
      }
      const [few = 0, many = 0] = times
      context.note('workflows', 'replay of 1 000 and of 10 000 steps, in milliseconds', times)
      // Proportional growth is 10; what is too short to measure counts as 20 ms.
      expect(many).toBeLessThan(Math.max(few, 20) * 30)
    },
  }),
]
