import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { collect, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const lifeClosing: readonly Rule[] = [
  rule({
    id: 'life.close.idempotent',
    title: 'close() may be called again and gives the same promise; await using closes too',
    present: async (context) => {
      const db = await context.open()
      const first = db.close()
      expect(db.close()).toBe(first)
      await first
      await db.close()
      const other = await context.open()
      await other[Symbol.asyncDispose]()
      await refusal('closed', () => other.keyValue('items').get('k'))
    },
  }),
  rule({
    id: 'life.close.drains',
    title: 'close() waits for operations and transactions that run already',
    present: async (context) => {
      const db = await context.open()
      const session = db.tenant(context.tenant)
      const wrote = deferred()
      const goOn = deferred()
      const work = [
        session.keyValue('items').set('a', 1),
        session.transaction(async (tx) => {
          wrote.resolve()
          await goOn.promise
          await tx.keyValue('items').set('b', 2)
          return true
        }),
      ]
      const ended = Promise.allSettled(work)
      await wrote.promise
      const closing = db.close()
      const moment = new Promise((resolve) => setTimeout(() => resolve('still open'), 30))
      expect(await Promise.race([closing, moment])).toBe('still open')
      goOn.resolve()
      const settled = await ended
      await closing
      expect(settled.map(({ status }) => status)).toStrictEqual(['fulfilled', 'fulfilled'])
      if (context.capabilities.persistent)
        expect(await context.store().getMany(['a', 'b'])).toStrictEqual([1, 2])
    },
  }),
  rule({
    id: 'life.close.drain-limit',
    title: 'close({ drain }) rolls back a transaction that does not end, after that time',
    present: async (context) => {
      const db = await context.open()
      const wrote = deferred()
      const goOn = deferred()
      const stuck = db.tenant(context.tenant).transaction(async (tx) => {
        await tx.keyValue('items').set('k', 1)
        wrote.resolve()
        await goOn.promise
      })
      const outcome = stuck.then(
        () => 'committed',
        (error: unknown) => (error as { code?: string }).code,
      )
      await wrote.promise
      const started = performance.now()
      await db.close({ drain: 50 })
      expect(performance.now() - started).toBeLessThan(5_000)
      goOn.resolve()
      expect(await outcome).not.toBe('committed')
      if (context.capabilities.persistent) expect(await context.store().has('k')).toBe(false)
    },
  }),
  rule({
    id: 'life.closed.watch',
    title: 'keyValue.watch() on a closed database throws closed',
    present: async (context) => {
      const db = await context.suite.closed()
      await refusal('closed', () => collect(db.keyValue('items').watch(['k'])))
    },
  }),
]
