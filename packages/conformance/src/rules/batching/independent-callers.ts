import type { LogEvent } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { overSockets } from './sockets.ts'

const callers = 64

const requests = 20

/** How many operations each flight carried. */
const sizesOf = (events: readonly LogEvent[]): number[] =>
  events
    .filter(({ event }) => event === 'batch')
    .map(({ attributes }) => Number(attributes['db.operation.batch.size']))

export const batchingIndependentCallers: readonly Rule[] = [
  rule({
    id: 'batching.independent-callers',
    title:
      'independent callers share commits: 64 TCP sockets, one durable set each at a time, more than 8 to a batch on average',
    needs: ['persistent'],
    timeout: 60_000,
    present: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => event.event === 'batch' && events.push(event) })
      const store = db.tenant(context.tenant).keyValue<number>('items')
      const started = performance.now()
      const answers = await overSockets(callers, requests, async (caller, request) => {
        const { ok } = await store.set(`${caller}-${request}`, caller)
        return String(ok)
      })
      const took = performance.now() - started
      expect(new Set(answers.flat())).toStrictEqual(new Set(['true']))
      const sizes = sizesOf(events)
      const sets = callers * requests
      const mean = sets / sizes.length
      context.note('batching', 'independentCallers', {
        callers,
        sets,
        batches: sizes.length,
        mean,
        microsecondsPerSet: (took * 1_000) / sets,
      })
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(sets)
      expect(mean).toBeGreaterThan(8)
      const keys = Array.from({ length: callers }, (_, caller) => `${caller}-${requests - 1}`)
      expect(await store.getMany(keys)).toStrictEqual(keys.map((_, caller) => caller))
    },
    absent: async (context) => {
      const store = context.store<number>()
      const answers = await overSockets(callers, 5, async (caller, request) =>
        String((await store.set(`${caller}-${request}`, caller)).ok),
      )
      expect(new Set(answers.flat())).toStrictEqual(new Set(['true']))
      expect(await store.clear()).toBe(callers * 5)
    },
  }),
  rule({
    id: 'batching.own-answers',
    title: 'each of 64 sockets gets its own answers: what it wrote, and what it reads right after',
    present: async (context) => {
      const store = context.store<string>()
      const answers = await overSockets(callers, 8, async (caller, request) => {
        await store.set(`${caller}`, `${caller}/${request}`)
        return String(await store.get(`${caller}`))
      })
      expect(answers).toStrictEqual(
        Array.from({ length: callers }, (_, caller) =>
          Array.from({ length: 8 }, (__, request) => `${caller}/${request}`),
        ),
      )
    },
  }),
  rule({
    id: 'batching.counter-over-sockets',
    title: 'increments of one key by 64 sockets lose none and give distinct sums',
    present: async (context) => {
      const store = context.store<number>()
      const answers = await overSockets(callers, 10, async () => String(await store.increment('hot')))
      const sums = answers
        .flat()
        .map(Number)
        .sort((left, right) => left - right)
      expect(sums).toStrictEqual(Array.from({ length: callers * 10 }, (_, index) => index + 1))
      for (const own of answers)
        expect(own.map(Number)).toStrictEqual(own.map(Number).sort((left, right) => left - right))
    },
  }),
]
