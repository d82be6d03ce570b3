import type { Transaction } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { failureOf, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const items = (tx: Pick<Transaction, 'keyValue'>) => tx.keyValue<unknown>('items')

export const transactionOutcome: readonly Rule[] = [
  rule({
    id: 'transaction.commit',
    title: 'transaction() commits when its callback resolves, and gives the callback’s value',
    present: async (context) => {
      const value = { any: Symbol('value') }
      const given = await context.session.transaction(async (tx) => {
        await items(tx).set('a', 1)
        await items(tx).set('b', 2)
        return value
      })
      expect(given).toBe(value)
      expect(await context.store().getMany(['a', 'b'])).toStrictEqual([1, 2])
    },
  }),
  rule({
    id: 'transaction.rollback',
    title: 'transaction() rolls everything back when its callback throws, and throws the same error',
    present: async (context) => {
      const store = context.store()
      await store.setMany([
        ['kept', 1],
        ['count', 5],
      ])
      for (const thrown of [new Error('mine'), 'a text', undefined, { odd: true }]) {
        const rejected = await context.session
          .transaction(async (tx) => {
            await items(tx).set('new', 1)
            await items(tx).set('kept', 2)
            await items(tx).increment('count')
            await items(tx).delete('kept')
            await tx.keyValue('others').clear()
            return Promise.reject(thrown)
          })
          .then(
            () => 'committed',
            (error: unknown) => [error],
          )
        expect(rejected).toStrictEqual([thrown])
        expect((rejected as unknown[])[0]).toBe(thrown)
        expect(await store.getMany(['new', 'kept', 'count'])).toStrictEqual([undefined, 1, 5])
      }
    },
  }),
  rule({
    id: 'transaction.synchronous-throw',
    title: 'transaction() takes a callback that throws at once for one that rejects',
    present: async (context) => {
      const thrown = new Error('at once')
      const body = (): Promise<void> => {
        throw thrown
      }
      expect(await failureOf(() => context.session.transaction(body))).toBe(thrown)
      await context.store().set('k', 1)
      expect(await context.store().get('k')).toBe(1)
    },
  }),
  rule({
    id: 'transaction.read-your-writes',
    title: 'tx sees its own writes in every way of reading',
    present: async (context) => {
      await context.store().setMany([
        ['a', 1],
        ['b', 1],
      ])
      await context.session.transaction(async (tx) => {
        const store = items(tx)
        await store.set('a', 2)
        await store.delete('b')
        await store.setMany([['c', 3]])
        expect(await store.increment('d', 4)).toBe(4)
        expect(await store.get('a')).toBe(2)
        expect(await store.has('b')).toBe(false)
        expect(await store.getMany(['a', 'b', 'c', 'd'])).toStrictEqual([2, undefined, 3, 4])
        const listed: unknown[] = []
        for await (const entry of store.list()) listed.push([entry.key, entry.value])
        expect(listed).toStrictEqual([
          ['a', 2],
          ['c', 3],
          ['d', 4],
        ])
        expect(await store.set('c', 9, { ifAbsent: true })).toStrictEqual({ ok: false })
        const { version } = await store.set('a', 5)
        expect((await store.set('a', 6, { ifVersion: version })).ok).toBe(true)
      })
      expect(await context.store().getMany(['a', 'b', 'c', 'd'])).toStrictEqual([6, undefined, 3, 4])
    },
  }),
  rule({
    id: 'transaction.invisible-until-commit',
    title: 'a transaction’s writes are invisible to others until it commits, and all visible then',
    needs: ['concurrentWriters'],
    present: async (context) => {
      const store = context.store()
      const wrote = deferred()
      const goOn = deferred()
      const running = context.session.transaction(async (tx) => {
        await items(tx).setMany([
          ['a', 1],
          ['b', 1],
        ])
        wrote.resolve()
        await goOn.promise
      })
      await wrote.promise
      expect(await store.getMany(['a', 'b'])).toStrictEqual([undefined, undefined])
      goOn.resolve()
      await running
      expect(await store.getMany(['a', 'b'])).toStrictEqual([1, 1])
    },
    absent: async (context) => {
      // With one writer a reader may have to wait for it; what it must not do is see what is not committed.
      const wrote = deferred()
      const goOn = deferred()
      const running = context.session.transaction(async (tx) => {
        await items(tx).setMany([
          ['a', 1],
          ['b', 1],
        ])
        wrote.resolve()
        await goOn.promise
      })
      await wrote.promise
      const reading = context.store().getMany(['a', 'b'])
      await Promise.race([reading, new Promise(setImmediate)])
      goOn.resolve()
      await running
      expect([
        [undefined, undefined],
        [1, 1],
      ]).toContainEqual(await reading)
      expect(await context.store().getMany(['a', 'b'])).toStrictEqual([1, 1])
    },
  }),
  rule({
    id: 'transaction.concurrent-do-not-mix',
    title:
      'transactions that run at the same time keep their writes apart: some commit, some roll back, none half',
    present: async (context) => {
      const once = async (caller: number): Promise<void> => {
        await context.session.transaction(async (tx) => {
          await items(tx).set(`${caller}-a`, caller)
          await new Promise(setImmediate)
          await items(tx).set(`${caller}-b`, caller)
          if (caller % 3 === 0) throw new Error('roll back')
        })
      }
      const results = await Promise.allSettled(Array.from({ length: 12 }, (_, caller) => once(caller)))
      expect(results.map((result) => result.status === 'fulfilled')).toStrictEqual(
        results.map((_, caller) => caller % 3 !== 0),
      )
      for (let caller = 0; caller < 12; caller += 1) {
        const expected = caller % 3 === 0 ? undefined : caller
        expect(await context.store().getMany([`${caller}-a`, `${caller}-b`])).toStrictEqual([
          expected,
          expected,
        ])
      }
    },
  }),
  rule({
    id: 'transaction.empty',
    title: 'transaction() with nothing in it commits',
    present: async (context) => {
      expect(await context.session.transaction(async () => 'done')).toBe('done')
    },
  }),
  rule({
    id: 'transaction.several-stores',
    title: 'transaction() holds several stores together',
    present: async (context) => {
      const thrown = new Error('no')
      const write = (isBad: boolean): Promise<void> =>
        context.session.transaction(async (tx) => {
          await tx.keyValue('one').set('k', 1)
          await tx.keyValue('two').set('k', 2)
          if (isBad) throw thrown
        })
      expect(await failureOf(() => write(true))).toBe(thrown)
      expect([
        await context.session.keyValue('one').get('k'),
        await context.session.keyValue('two').get('k'),
      ]).toStrictEqual([undefined, undefined])
      await write(false)
      expect([
        await context.session.keyValue('one').get('k'),
        await context.session.keyValue('two').get('k'),
      ]).toStrictEqual([1, 2])
    },
  }),
  rule({
    id: 'transaction.results-are-not-failures',
    title:
      'tx goes on after a lost condition, a refused value and misuse: those are answers of the library, not of the engine',
    present: async (context) => {
      await context.store().set('k', 1)
      await context.session.transaction(async (tx) => {
        const store = items(tx)
        expect((await store.set('k', 2, { ifAbsent: true })).ok).toBe(false)
        expect((await store.set('k', 2, { ifVersion: 'other' })).ok).toBe(false)
        expect(await store.delete('missing')).toBe(false)
        expect((await store.atomic().check('k', undefined).set('x', 1).commit()).ok).toBe(false)
        await refusal('invalid-value', () => store.set('k', Number.NaN))
        await refusal('too-large', () => store.get('k'.repeat(context.limits.keyBytes + 1)))
        await misuse(() => store.get(5 as unknown as string))
        await misuse(() => store.set('k', 1, { ttl: -1 }))
        await store.set('k', 3)
      })
      expect(await context.store().getMany(['k', 'x'])).toStrictEqual([3, undefined])
    },
  }),
  rule({
    id: 'transaction.library-error-goes-on',
    title: 'tx goes on after increment() refused what is not a number, or a sum out of range',
    present: async (context) => {
      await context.store().setMany([
        ['text', 'a'],
        ['full', Number.MAX_SAFE_INTEGER],
      ])
      await context.session.transaction(async (tx) => {
        await refusal('invalid-value', () => items(tx).increment('text'))
        await refusal('out-of-range', () => items(tx).increment('full'))
        await items(tx).set('k', 1)
      })
      expect(await context.store().getMany(['text', 'full', 'k'])).toStrictEqual([
        'a',
        Number.MAX_SAFE_INTEGER,
        1,
      ])
    },
  }),
  rule({
    id: 'transaction.un-awaited',
    title: 'transaction() whose callback returns before its writes are done never commits half of them',
    present: async (context) => {
      const late: Promise<unknown>[] = []
      const keys = ['a', 'b', 'c', 'd']
      const result = await context.session
        .transaction(async (tx) => {
          for (const key of keys)
            late.push(
              items(tx)
                .set(key, 1)
                .catch(() => 'refused'),
            )
        })
        .then(
          () => 'committed',
          (error: unknown) => error,
        )
      await Promise.all(late)
      const values = await context.store().getMany(keys)
      if (result === 'committed') expect(values).toStrictEqual([1, 1, 1, 1])
      else {
        expect(result).toBeInstanceOf(TypeError)
        expect(values).toStrictEqual([undefined, undefined, undefined, undefined])
      }
    },
  }),
  rule({
    id: 'transaction.after-end',
    title: 'tx throws closed after its callback has ended, in every operation, and writes nothing',
    present: async (context) => {
      const leaked: Transaction[] = []
      await context.session.transaction(async (tx) => void leaked.push(tx))
      await failureOf(() =>
        context.session.transaction(async (tx) => {
          leaked.push(tx)
          throw new Error('no')
        }),
      )
      for (const tx of leaked) {
        await refusal('closed', () => items(tx).set('k', 1))
        await refusal('closed', () => items(tx).get('k'))
        await refusal('closed', () => items(tx).increment('k'))
        await refusal('closed', () => tx.transaction(async () => 1))
        await refusal('closed', () => tx.afterCommit(() => undefined))
      }
      expect(await context.store().has('k')).toBe(false)
    },
  }),
  rule({
    id: 'transaction.fair-to-others',
    title:
      'a caller that runs one transaction after another starves nobody: timers fire and other callers’ writes are done meanwhile',
    present: async (context) => {
      let isOver = false
      let turns = 0
      const beside = { set: false, timer: false }
      setTimeout(() => (beside.timer = !isOver), 1)
      const other = context
        .store()
        .set('other', 1)
        .then(() => (beside.set = !isOver))
      const count = setInterval(() => (turns += 1), 1)
      const until = performance.now() + 400
      while (performance.now() < until)
        await context.session.transaction((tx) => tx.keyValue('items').set('k', 1))
      isOver = true
      clearInterval(count)
      await other
      expect(beside).toStrictEqual({ set: true, timer: true })
      expect(turns).toBeGreaterThan(3)
    },
  }),
]
