import { expect } from 'vitest'
import { misuse } from '../../failures.ts'
import { manualClock } from '../../manual-clock.ts'
import { rule, type Rule } from '../../rule.ts'

const day = 86_400_000

export const queueRecurring: readonly Rule[] = [
  rule({
    id: 'queue.recurring',
    title:
      'queue().enqueueNext() enqueues one job for the next time of each cron expression, however often and by however many it is asked',
    present: async (context) => {
      const clock = manualClock(Date.UTC(2030, 0, 1, 8, 30))
      const { db } = await context.fresh({ clock })
      const queue = db.queue<string>('reports', { keep: { completed: 0 } })
      const recurring = [
        { name: 'hourly', cron: '0 * * * *', payload: 'hourly', priority: 5 },
        { name: 'daily', cron: '0 9 * * *', timeZone: 'Europe/Zurich', payload: 'daily' },
      ]
      const nine = new Date('2030-01-01T09:00:00Z')
      const tomorrow = new Date('2030-01-02T08:00:00Z')
      expect(await queue.enqueueNext(recurring)).toStrictEqual([nine, tomorrow])
      await Promise.all([queue.enqueueNext(recurring), queue.enqueueNext(recurring)])
      const waiting = (await queue.find()).items.map(({ payload, state, dueAt, priority }) => [
        payload,
        state,
        dueAt,
        priority,
      ])
      expect(waiting).toHaveLength(2)
      expect(waiting).toContainEqual(['hourly', 'scheduled', nine, 5])
      expect(waiting).toContainEqual(['daily', 'scheduled', tomorrow, 0])
      expect(await queue.drain(() => 'too early')).toBe(0)
      // Nobody works for three hours: what was missed runs once.
      clock.advance(3 * 3_600_000)
      expect(await queue.drain(() => 'late')).toBe(1)
      const { uniqueKey } = (await queue.find()).items[0]!
      expect(uniqueKey).toBe('daily@2030-01-02T08:00:00.000Z')
      expect(await queue.enqueueNext(recurring)).toStrictEqual([new Date('2030-01-01T12:00:00Z'), tomorrow])
      expect((await queue.stats()).counts.scheduled).toBe(2)
    },
  }),
  rule({
    id: 'queue.recurring.done',
    title:
      'a recurring job that is done and removed is not enqueued again for its time by a process whose clock is late',
    present: async (context) => {
      const clock = manualClock(Date.UTC(2030, 0, 1))
      const { db } = await context.fresh({ clock })
      const queue = db.queue<number>('reports', { keep: { completed: 0 } })
      const recurring = [{ name: 'daily', cron: '0 12 * * *', payload: 1 }]
      await queue.enqueueNext(recurring)
      clock.advance(day / 2)
      expect(await queue.drain(() => 'done')).toBe(1)
      clock.advance(-1)
      await queue.enqueueNext(recurring)
      clock.advance(1)
      expect(await queue.drain(() => 'again')).toBe(0)
    },
  }),
  rule({
    id: 'queue.recurring.zones',
    title: 'a recurring job keeps to the clock of its time zone where that is put forward and back',
    present: async (context) => {
      const times = async (from: string, cron: string): Promise<readonly string[]> => {
        const clock = manualClock(Date.parse(from))
        const { db } = await context.fresh({ clock })
        const queue = db.queue<number>('reports')
        const found: string[] = []
        for (let turn = 0; turn < 3; turn += 1) {
          const [next] = await queue.enqueueNext([{ name: 'n', cron, timeZone: 'Europe/Zurich', payload: 1 }])
          found.push(next!.toISOString().slice(0, 16))
          clock.advance(next!.getTime() - clock())
        }
        return found
      }
      expect(await times('2030-03-29T12:00:00Z', '30 2 * * *')).toStrictEqual([
        '2030-03-30T01:30',
        '2030-03-31T01:00',
        '2030-04-01T00:30',
      ])
      expect(await times('2030-10-25T12:00:00Z', '30 2 * * *')).toStrictEqual([
        '2030-10-26T00:30',
        '2030-10-27T00:30',
        '2030-10-28T01:30',
      ])
    },
  }),
  rule({
    id: 'queue.recurring.misuse',
    title:
      'queue().enqueueNext() and work() refuse what is no cron expression, no time zone, or two of one name',
    present: async (context) => {
      const { session } = await context.timed()
      const queue = session.queue<number>('reports')
      const one = { name: 'one', cron: '0 9 * * *', payload: 1 }
      const wrong: readonly unknown[] = [
        'daily',
        [{ ...one, cron: 'every day' }],
        [{ ...one, cron: '61 * * * *' }],
        [{ ...one, timeZone: 'Europe/Nowhere' }],
        [{ ...one, name: '' }],
        [one, one],
        [{ ...one, runAt: new Date() }],
      ]
      for (const recurring of wrong) {
        await misuse(() => queue.enqueueNext(recurring as never))
        await misuse(() => queue.work(() => 1, { recurring: recurring as never }))
      }
      expect((await queue.stats()).counts.scheduled).toBe(0)
    },
  }),
  rule({
    id: 'queue.recurring.work',
    title: 'queue().work() with recurring enqueues the next run at its start',
    present: async (context) => {
      const clock = manualClock(Date.UTC(2030, 0, 1))
      const { db } = await context.fresh({ clock })
      const queue = db.queue<number>('reports')
      const worker = queue.work(() => 'done', {
        recurring: [{ name: 'daily', cron: '0 12 * * *', payload: 7 }],
      })
      await worker.stop()
      expect((await queue.find()).items).toMatchObject([{ payload: 7, state: 'scheduled' }])
    },
  }),
]
