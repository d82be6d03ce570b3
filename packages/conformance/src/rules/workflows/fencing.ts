import { defineWorkflow, type Session } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { rule, type Rule } from '../../rule.ts'

const ttl = 1_000

/** A run whose first owner stands still in a step until somebody else has finished the run. */
const takenOver = async (
  session: Session,
  advance: (by: number) => void,
): Promise<{ readonly calls: string[]; readonly reason: unknown; readonly result: unknown }> => {
  const flows = session.workflows('billing')
  const calls: string[] = []
  const begun = deferred()
  const wake = deferred()
  let stopped: AbortSignal | undefined
  const work = defineWorkflow('work', async (run, _input: null) => {
    await run.step('a', () => calls.push('a'))
    const owner = calls.includes('first') ? 'second' : 'first'
    const body = async (signal: AbortSignal): Promise<string> => {
      calls.push(owner)
      if (owner === 'first') {
        stopped = signal
        begun.resolve()
        await wake.promise
      }
      return owner
    }
    const winner = await run.step('b', ({ signal }) => body(signal))
    await run.tx('book', (tx) => tx.keyValue<number>('books').increment('n'))
    await run.progress({ message: owner })
    return [owner, winner]
  })
  const handle = await flows.start(work, null, { id: 'k' })
  const first = flows.runOnce([work], { ttl })
  await begun.promise
  advance(ttl)
  expect(await flows.drain([work], { ttl })).toBe(1)
  const result = await handle.result()
  wake.resolve()
  await first
  const after = await handle.status()
  expect(after).toMatchObject({ state: 'completed', attempts: 2, progress: { message: 'second' } })
  return { calls, reason: (stopped?.reason as { code?: string } | undefined)?.code, result }
}

export const workflowFencing: readonly Rule[] = [
  rule({
    id: 'workflows.fencing',
    title: 'an owner whose lease ended writes nothing any more: no step, no effect, no progress, no end',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const { calls, reason, result } = await takenOver(session, (by) => clock.advance(by))
      expect(calls).toStrictEqual(['a', 'first', 'second'])
      expect(result).toStrictEqual(['second', 'second'])
      expect(reason).toBe('lease-lost')
      expect(await session.keyValue('books').get('n')).toBe(1)
      expect(await session.workflows('billing').steps('k')).toHaveLength(3)
    },
  }),
  rule({
    id: 'workflows.fencing.transaction',
    title: 'an owner whose lease ended is refused before a transaction of its writes anything',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const flows = session.workflows('billing')
      const books = session.keyValue<number>('books')
      let owners = 0
      const work = defineWorkflow('work', async (run, _input: null) => {
        owners += 1
        if (owners === 1) {
          clock.advance(ttl)
          expect(await flows.drain([work], { ttl })).toBe(1)
        }
        await run.tx('book', (tx) => tx.keyValue<number>('books').increment('n'))
        return owners
      })
      const handle = await flows.start(work, null)
      await flows.runOnce([work], { ttl })
      expect(await handle.result()).toBe(2)
      expect(await books.get('n')).toBe(1)
    },
  }),
  rule({
    id: 'workflows.claim',
    title:
      'many workers take each due run once, the one that is due longest first, and only those of their workflows',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const flows = session.workflows('billing')
      const taken: number[] = []
      const work = defineWorkflow('work', async (_run, n: number) => {
        taken.push(n)
      })
      const other = defineWorkflow('other', async (_run, _n: number) => undefined)
      for (let n = 0; n < 30; n += 1) {
        const id = `k${99 - n}`
        await (n % 3 === 0 ? flows.start(other, n, { id }) : flows.start(work, n, { id }))
        clock.advance(1)
      }
      const some = await Promise.all(Array.from({ length: 5 }, () => flows.runOnce([work], { limit: 2 })))
      expect(some.reduce((sum, n) => sum + n)).toBe(10)
      expect(taken.toSorted((left, right) => left - right)).toStrictEqual([1, 2, 4, 5, 7, 8, 10, 11, 13, 14])
      expect(await flows.drain([work], { limit: 3 })).toBe(10)
      expect(new Set(taken).size).toBe(20)
      expect(
        (await flows.list({ state: 'pending' })).items.every(({ workflow }) => workflow === 'other'),
      ).toBe(true)
    },
  }),
]
