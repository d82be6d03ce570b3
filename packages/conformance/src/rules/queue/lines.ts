import type { ClaimedJob } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const queueLines: readonly Rule[] = [
  rule({
    id: 'queue.fifo',
    title:
      'jobs of one fifo key run one at a time in the order of their ids: one that waits, fails or is lost holds up those behind it, one that has ended lets the next begin',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue<string>('jobs', { backoff: { kind: 'fixed', delay: 100 } })
      const ids = ['k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7']
      await queue.enqueueMany(
        ids.map((id) => ({ payload: id, id, fifo: 'order', ...(id === 'k4' ? { delay: 1_000 } : {}) })),
      )
      await queue.enqueue('other', { fifo: 'other' })
      const next = async (lease = 30_000): Promise<ClaimedJob<string> | undefined> =>
        (await queue.claim({ limit: 9, lease })).find(({ fifo }) => fifo === 'order')
      const one = await next()
      expect(one).toMatchObject({ id: 'k1', fifo: 'order' })
      expect(await next()).toBeUndefined()
      await queue.fail(one!, new Error('no'))
      expect(await queue.get('k1')).toMatchObject({ state: 'retryable', fifo: 'order' })
      clock.advance(99)
      expect(await next()).toBeUndefined()
      clock.advance(1)
      const again = await next(50)
      expect(again).toMatchObject({ id: 'k1', attempt: 2 })
      await queue.enqueue('late', { id: 'k0', fifo: 'order' })
      clock.advance(50)
      const lost = await next()
      expect(lost).toMatchObject({ id: 'k1', attempt: 3 })
      await queue.complete(lost!)
      const late = await next()
      expect(late?.id).toBe('k0')
      await queue.snooze(late!, 10)
      expect(await next()).toBeUndefined()
      await queue.cancel('k0')
      const two = await next()
      expect(two?.id).toBe('k2')
      await queue.fail(two!, new Error('no'), { final: true })
      const three = await next()
      expect(three?.id).toBe('k3')
      await queue.release(three!)
      const back = await next()
      expect(back).toMatchObject({ id: 'k3', attempt: 1 })
      await queue.complete(back!)
      // It waits for its time, and the next ones with it.
      expect(await next()).toBeUndefined()
      clock.advance(1_000)
      const four = await next()
      expect(four?.id).toBe('k4')
      expect(await queue.retry('k2')).toBe(true)
      await queue.complete(four!)
      expect((await next())?.id).toBe('k2')
    },
  }),
  rule({
    id: 'queue.fifo.strict',
    title: 'of one fifo key never two jobs run, by eight callers at once, and none overtakes another',
    present: async ({ session }) => {
      const queue = session.queue<number>('jobs')
      const keys = ['a', 'b']
      for (const fifo of keys)
        await queue.enqueueMany(Array.from({ length: 12 }, (_, n) => ({ payload: n, fifo })))
      const begun = new Map<string, number[]>(keys.map((key) => [key, []]))
      const running = new Set<string>()
      let done = 0
      const work = async (): Promise<void> => {
        while (done < 24)
          for (const job of await queue.claim({ limit: 3, wait: 5, interval: 5 })) {
            expect(running.has(job.fifo!)).toBe(false)
            running.add(job.fifo!)
            begun.get(job.fifo!)!.push(job.payload)
            await queue.extend(job)
            running.delete(job.fifo!)
            await queue.complete(job)
            done += 1
          }
      }
      await Promise.all(Array.from({ length: 8 }, work))
      for (const key of keys) expect(begun.get(key)).toStrictEqual(Array.from({ length: 12 }, (_, n) => n))
    },
  }),
]
