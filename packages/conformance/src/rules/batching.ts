import type { LogEvent } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred } from '../deferred.ts'
import { refusal } from '../failures.ts'
import { rule, type Rule } from '../rule.ts'
import { overSockets } from './batching/sockets.ts'

const callers = 64
const requests = 20

/** How many operations each flight carried. */
const sizesOf = (events: readonly LogEvent[]): number[] =>
  events
    .filter(({ event }) => event === 'batch')
    .map(({ attributes }) => Number(attributes['db.operation.batch.size']))

export const batchingRules: readonly Rule[] = [
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
  rule({
    id: 'batching.repeated-key',
    title:
      'a key that is set several times in one turn ends with the last value, beside other keys and stores',
    present: async (context) => {
      const store = context.store<number>()
      const other = context.session.keyValue<number>('other')
      for (let round = 0; round < 5; round += 1) {
        const writes = [1, 2, 3, 4, 5].flatMap((value) => [
          store.set('k', value),
          store.set(`k${value}`, value),
          other.set('k', -value),
        ])
        const versions = (await Promise.all(writes)).map((result) => result.version)
        expect(await store.getMany(['k', 'k1', 'k5'])).toStrictEqual([5, 1, 5])
        expect(await other.get('k')).toBe(-5)
        expect((await store.entry('k'))?.version).toBe(versions[12])
      }
    },
  }),
  rule({
    id: 'batching.conditions-in-one-turn',
    title: 'conditional writes of one key in one turn are judged one after the other',
    present: async (context) => {
      const store = context.store<number>()
      const results = await Promise.all([
        store.set('k', 1, { ifAbsent: true }),
        store.set('k', 2, { ifAbsent: true }),
        store.delete('k'),
        store.set('k', 3, { ifAbsent: true }),
        store.delete('k', { ifVersion: 'other' }),
        store.increment('k', 4),
        store.delete('missing'),
      ])
      expect([
        results[0].ok,
        results[1].ok,
        results[2],
        results[3].ok,
        results[4],
        results[5],
        results[6],
      ]).toStrictEqual([true, false, true, true, false, 7, false])
      expect(await store.get('k')).toBe(7)
    },
  }),
  rule({
    id: 'batching.refused-alone',
    title: 'a write that is refused before it is sent fails alone, in the middle of sixty others',
    present: async (context) => {
      const store = context.store<unknown>()
      const writes = Array.from({ length: 60 }, (_, index) =>
        index === 30
          ? store.set('bad', Number.NaN)
          : index === 31
            ? store.set('x'.repeat(10_000), 1)
            : store.set(`k${index}`, index),
      )
      const results = await Promise.allSettled(writes)
      expect(
        results.flatMap((result, index) =>
          result.status === 'rejected' ? [[index, result.reason.code]] : [],
        ),
      ).toStrictEqual([
        [30, 'invalid-value'],
        [31, 'too-large'],
      ])
      expect(await store.clear()).toBe(58)
    },
  }),
  rule({
    id: 'batching.no-answer-before-commit',
    title: 'a write is answered after its commit: another handle sees it at that moment',
    needs: ['persistent'],
    present: async (context) => {
      const store = context.store<number>()
      const other = (await context.open()).tenant(context.tenant).keyValue<number>('items')
      const missing: string[] = []
      const write = async (caller: number): Promise<void> => {
        for (let round = 0; round < 4; round += 1) {
          const key = `${caller}-${round}`
          await store.set(key, round)
          if ((await other.get(key)) !== round) missing.push(key)
        }
      }
      await Promise.all(Array.from({ length: 32 }, (_, caller) => write(caller)))
      expect(missing).toStrictEqual([])
    },
    absent: async (context) => {
      const store = context.store<number>()
      await Promise.all(
        Array.from({ length: 32 }, async (_, caller) => {
          await store.set(`${caller}`, caller)
          expect(await store.get(`${caller}`)).toBe(caller)
        }),
      )
    },
  }),
  rule({
    id: 'batching.held-row',
    title: 'a row that a transaction holds delays writes of its own key only',
    needs: ['concurrentWriters'],
    present: async (context) => {
      const store = context.store<number>()
      await store.set('held', 0)
      const wrote = deferred()
      const goOn = deferred()
      const holder = context.session.transaction(async (tx) => {
        await tx.keyValue('items').set('held', 1)
        wrote.resolve()
        await goOn.promise
      })
      await wrote.promise
      let isHeldDone = false
      const held = store.set('held', 2).then(() => (isHeldDone = true))
      const started = performance.now()
      await Promise.all(Array.from({ length: 63 }, (_, index) => store.set(`free${index}`, index)))
      const took = performance.now() - started
      expect(isHeldDone).toBe(false)
      context.note('batching', 'heldRow', { free: 63, milliseconds: took })
      expect(took).toBeLessThan(5_000)
      goOn.resolve()
      await holder
      await held
      expect(await store.get('held')).toBe(2)
    },
    absent: async (context) => {
      // One writer at a time: everybody waits for the holder, in order, and nothing is lost.
      const store = context.store<number>()
      const wrote = deferred()
      const holder = context.session.transaction(async (tx) => {
        await tx.keyValue('items').set('held', 1)
        wrote.resolve()
        await new Promise(setImmediate)
      })
      await wrote.promise
      await Promise.all([
        store.set('held', 2),
        ...Array.from({ length: 63 }, (_, index) => store.set(`free${index}`, index)),
      ])
      await holder
      expect(await store.get('held')).toBe(2)
      expect(await store.clear()).toBe(64)
    },
  }),
  rule({
    id: 'batching.opposite-orders',
    title: 'callers on several handles that write the same keys in opposite orders never deadlock',
    present: async (context) => {
      const handles = context.capabilities.persistent
        ? [context.db, await context.open()]
        : [context.db, context.db]
      const keys = Array.from({ length: 48 }, (_, index) => `k${index}`)
      const rounds = async (handle: number): Promise<void> => {
        const store = (handles[handle] ?? context.db).tenant(context.tenant).keyValue<number>('items')
        const ordered = handle === 0 ? keys : [...keys].reverse()
        for (let round = 0; round < 6; round += 1) {
          await Promise.all(ordered.map((key) => store.set(key, handle)))
          await Promise.all(
            ordered.map((key, index) => (index % 3 === 0 ? store.delete(key) : store.increment(key))),
          )
        }
      }
      const started = performance.now()
      await Promise.all([rounds(0), rounds(1)])
      context.note('batching', 'oppositeOrders', {
        keys: keys.length,
        milliseconds: performance.now() - started,
      })
      expect(await context.store().has('k1')).toBe(true)
    },
  }),
  rule({
    id: 'batching.abort-queued',
    title: 'set({ signal }) that is aborted at the call throws cancelled, not-applied, and writes nothing',
    present: async (context) => {
      const store = context.store<number>()
      const before = await refusal('cancelled', () => store.set('k', 1, { signal: AbortSignal.abort() }))
      expect(before.outcome).toBe('not-applied')
      const late = new AbortController()
      const beside = [store.set('a', 1), store.set('b', 1, { signal: late.signal }), store.set('c', 1)]
      late.abort()
      const [first, second, third] = await Promise.allSettled(beside)
      expect([first?.status, third?.status]).toStrictEqual(['fulfilled', 'fulfilled'])
      const isThere = await store.has('b')
      if (second?.status === 'fulfilled') expect(isThere).toBe(true)
      else {
        const reason = second?.reason as { code?: string; outcome?: string } | undefined
        expect(reason?.code).toBe('cancelled')
        if (reason?.outcome === 'not-applied') expect(isThere).toBe(false)
      }
    },
  }),
  rule({
    id: 'batching.abort-any-time',
    title:
      'set({ signal }) that is aborted at any moment tells the truth: not-applied is not there, resolved is there, others go on',
    present: async (context) => {
      const store = context.store<number>()
      const lies: string[] = []
      const one = async (caller: number): Promise<void> => {
        const abort = new AbortController()
        const turns = caller % 6
        const writing = store.set(`k${caller}`, caller, { signal: abort.signal })
        const aborting = (async (): Promise<void> => {
          for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate)
          if (caller % 2 === 0) abort.abort()
        })()
        const answer = await writing.then(
          () => 'stored',
          (error: { code: string; outcome: string }) => `${error.code} ${error.outcome}`,
        )
        await aborting
        if (caller % 2 === 1 && answer !== 'stored') lies.push(`k${caller} was not aborted: ${answer}`)
        // What is unknown may still be on its way; a write behind it in the same lane is not.
        await store.set(`after${caller}`, 1)
        const isThere = await store.has(`k${caller}`)
        if (answer === 'stored' && !isThere) lies.push(`k${caller} stored, and not there`)
        if (answer === 'cancelled not-applied' && isThere) lies.push(`k${caller} not-applied, and there`)
        if (!/^stored$|^cancelled (not-applied|unknown)$/.test(answer)) lies.push(answer)
      }
      await Promise.all(Array.from({ length: 60 }, (_, caller) => one(caller)))
      expect(lies).toStrictEqual([])
    },
  }),
  rule({
    id: 'batching.overloaded',
    title: 'writes beyond the bound of the queue throw overloaded and are nowhere; all others are stored',
    timeout: 60_000,
    present: async (context) => {
      const reason = context.harness.cannot.overloaded
      const store = context.store<number>()
      const results = await Promise.allSettled(
        Array.from({ length: 12_000 }, (_, index) => store.set(`k${index}`, index)),
      )
      const refused = results.flatMap((result, index) =>
        result.status === 'rejected' ? [{ index, error: result.reason as object }] : [],
      )
      if (reason === undefined) expect(refused.length).toBeGreaterThan(0)
      else expect(refused).toStrictEqual([])
      for (const { error } of refused.slice(0, 50))
        expect(error).toMatchObject({ code: 'overloaded', retryable: true, outcome: 'not-applied' })
      expect(await store.getMany(refused.slice(0, 200).map(({ index }) => `k${index}`))).toStrictEqual(
        refused.slice(0, 200).map(() => undefined),
      )
      expect(await store.clear()).toBe(results.length - refused.length)
      await store.set('k', 1)
      expect(await store.get('k')).toBe(1)
    },
  }),
]
