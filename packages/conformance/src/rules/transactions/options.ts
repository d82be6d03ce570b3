import type { TransactionOptions } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { failureOf, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const transactionOptions: readonly Rule[] = [
  rule({
    id: 'transaction.read-only',
    title: 'transaction({ readOnly }) reads, and every write in it throws read-only and leaves nothing',
    present: async (context) => {
      await context.store().set('k', 1)
      const writes = [
        (store: ReturnType<typeof context.store>) => store.set('k', 2),
        (store: ReturnType<typeof context.store>) => store.setMany([['k', 2]]),
        (store: ReturnType<typeof context.store>) => store.delete('k'),
        (store: ReturnType<typeof context.store>) => store.increment('k'),
        (store: ReturnType<typeof context.store>) => store.atomic().set('k', 2).commit(),
        (store: ReturnType<typeof context.store>) => store.clear(),
      ]
      for (const write of writes) {
        const seen: unknown[] = []
        const body = (): Promise<void> =>
          context.session.transaction(
            async (tx) => {
              seen.push(await tx.keyValue('items').get('k'))
              await write(tx.keyValue('items'))
            },
            { readOnly: true },
          )
        await refusal('read-only', body)
        expect(seen).toStrictEqual([1])
      }
      expect(await context.store().get('k')).toBe(1)
      await context.store().set('k', 3)
      expect(await context.store().get('k')).toBe(3)
    },
  }),
  rule({
    id: 'transaction.read-only.snapshot',
    title: 'transaction({ readOnly }) keeps seeing one state while others write',
    needs: ['persistent'],
    present: async (context) => {
      const store = context.store()
      await store.setMany([
        ['a', 1],
        ['b', 1],
      ])
      const read = deferred()
      const goOn = deferred()
      const running = context.session.transaction(
        async (tx) => {
          const first = await tx.keyValue('items').get('a')
          read.resolve()
          await goOn.promise
          return [first, ...(await tx.keyValue('items').getMany(['a', 'b', 'c']))]
        },
        { readOnly: true },
      )
      await read.promise
      await store.setMany([
        ['a', 2],
        ['b', 2],
        ['c', 2],
      ])
      goOn.resolve()
      expect(await running).toStrictEqual([1, 1, 1, undefined])
      expect(await store.get('c')).toBe(2)
    },
    absent: async (context) => {
      // One connection serves everything there, so a writer may have to wait for the reader; the reader sees one state.
      const store = context.store()
      await store.set('a', 1)
      const reading = context.session.transaction(
        async (tx) => {
          const first = await tx.keyValue('items').get('a')
          await new Promise(setImmediate)
          return [first, await tx.keyValue('items').get('a')]
        },
        { readOnly: true },
      )
      await Promise.all([reading, store.set('a', 2)])
      expect(new Set(await reading).size).toBe(1)
    },
  }),
  rule({
    id: 'transaction.timeout',
    title: 'transaction({ timeout }) rolls back with timeout, also when its callback never ends',
    present: async (context) => {
      const body = (): Promise<unknown> =>
        context.session.transaction(
          async (tx) => {
            await tx.keyValue('items').set('k', 1)
            await new Promise(() => undefined)
          },
          { timeout: 40 },
        )
      const error = await refusal('timeout', body)
      expect(error.outcome).toBe('not-applied')
      expect(await context.store().has('k')).toBe(false)
      await context.store().set('k', 2)
      expect(await context.store().get('k')).toBe(2)
    },
  }),
  rule({
    id: 'transaction.timeout.late-work',
    title: 'tx throws in a callback that goes on after its timeout, and its late writes are nowhere',
    present: async (context) => {
      const late = deferred<unknown>()
      const goOn = deferred()
      await refusal('timeout', () =>
        context.session.transaction(
          async (tx) => {
            await tx.keyValue('items').set('early', 1)
            await goOn.promise
            late.resolve(await failureOf(() => tx.keyValue('items').set('late', 1)))
          },
          { timeout: 40 },
        ),
      )
      goOn.resolve()
      expect((await late.promise) as { code?: string }).toHaveProperty('code')
      expect(await context.store().getMany(['early', 'late'])).toStrictEqual([undefined, undefined])
    },
  }),
  rule({
    id: 'transaction.signal.before',
    title: 'transaction({ signal }) with an aborted signal throws cancelled and never runs its callback',
    present: async (context) => {
      let ran = false
      const body = (): Promise<void> =>
        context.session.transaction(async () => void (ran = true), { signal: AbortSignal.abort() })
      const error = await refusal('cancelled', body)
      expect([ran, error.outcome]).toStrictEqual([false, 'not-applied'])
    },
  }),
  rule({
    id: 'transaction.signal.during',
    title: 'transaction({ signal }) that is aborted in its callback rolls back with cancelled',
    present: async (context) => {
      const abort = new AbortController()
      const body = (): Promise<unknown> =>
        context.session.transaction(
          async (tx) => {
            await tx.keyValue('items').set('k', 1)
            abort.abort()
            await new Promise(() => undefined)
          },
          { signal: abort.signal },
        )
      const error = await refusal('cancelled', body)
      expect(error.outcome).toBe('not-applied')
      expect(await context.store().has('k')).toBe(false)
    },
  }),
  rule({
    id: 'transaction.signal.after',
    title: 'transaction({ signal }) that is aborted after the commit changes nothing',
    present: async (context) => {
      const abort = new AbortController()
      await context.session.transaction((tx) => tx.keyValue('items').set('k', 1), { signal: abort.signal })
      abort.abort()
      expect(await context.store().get('k')).toBe(1)
    },
  }),
  rule({
    id: 'transaction.acquire-timeout',
    title:
      'transaction({ acquireTimeout }) throws busy when the writer stays taken, and nothing of it is applied',
    needs: ['concurrentWriters'],
    present: async (context) => {
      // Several writers do not wait for one another: a held transaction leaves the next one alone.
      const goOn = deferred()
      const held = context.session.transaction(async (tx) => {
        await tx.keyValue('items').set('a', 1)
        await goOn.promise
      })
      await context.session.transaction((tx) => tx.keyValue('items').set('b', 1), { acquireTimeout: 5_000 })
      goOn.resolve()
      await held
      expect(await context.store().getMany(['a', 'b'])).toStrictEqual([1, 1])
    },
    absent: async (context) => {
      const goOn = deferred()
      const wrote = deferred()
      const held = context.session.transaction(async (tx) => {
        await tx.keyValue('items').set('a', 1)
        wrote.resolve()
        await goOn.promise
      })
      await wrote.promise
      const error = await refusal('busy', () =>
        context.session.transaction((tx) => tx.keyValue('items').set('b', 1), { acquireTimeout: 30 }),
      )
      expect(error.outcome).toBe('not-applied')
      goOn.resolve()
      await held
      expect(await context.store().getMany(['a', 'b'])).toStrictEqual([1, undefined])
    },
  }),
  rule({
    id: 'transaction.writers-in-order',
    title: 'transactions that wait for one writer get it in the order of their calls',
    needs: ['concurrentWriters'],
    present: async (context) => {
      await Promise.all(
        [1, 2, 3].map((caller) =>
          context.session.transaction((tx) => tx.keyValue('items').set(`k${caller}`, caller)),
        ),
      )
      expect(await context.store().getMany(['k1', 'k2', 'k3'])).toStrictEqual([1, 2, 3])
    },
    absent: async (context) => {
      const order: number[] = []
      const once = (caller: number): Promise<void> =>
        context.session.transaction(async (tx) => {
          await tx.keyValue('items').set('k', caller)
          order.push(caller)
        })
      await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(once))
      expect(order).toStrictEqual([0, 1, 2, 3, 4, 5, 6, 7])
      expect(await context.store().get('k')).toBe(7)
    },
  }),
  rule({
    id: 'transaction.isolation.serializable',
    title: 'transaction({ isolation: "serializable" }) is offered, or refused before anything is sent',
    needs: ['serializable'],
    present: async (context) => {
      await context.session.transaction((tx) => tx.keyValue('items').set('k', 1), {
        isolation: 'serializable',
      })
      expect(await context.store().get('k')).toBe(1)
    },
    absent: async (context) => {
      let ran = false
      await refusal('unsupported', () =>
        context.session.transaction(async () => void (ran = true), { isolation: 'serializable' }),
      )
      expect(ran).toBe(false)
    },
  }),
  rule({
    id: 'transaction.bad-options',
    title: 'transaction() refuses a bad option as misuse and does not run its callback',
    present: async (context) => {
      const wrong = [
        { isolation: 'chaos' },
        { retries: -1 },
        { retries: 1.5 },
        { timeout: -1 },
        { timeout: '5' },
        { acquireTimeout: Number.NaN },
        { isolationLevel: 'snapshot' },
      ]
      let ran = 0
      for (const options of wrong) {
        await misuse(() =>
          context.session.transaction(async () => void (ran += 1), options as TransactionOptions),
        )
      }
      await misuse(() => context.session.transaction(undefined as never))
      expect(ran).toBe(0)
    },
  }),
]
