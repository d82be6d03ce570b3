import type { Cache, Session, Transaction } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { rule, type Rule } from '../../rule.ts'

const ways: Readonly<Record<string, (cache: Cache) => Promise<unknown>>> = {
  set: (cache) => cache.set('k', 2, { tags: ['t'] }),
  delete: (cache) => cache.delete('k'),
  deleteMany: (cache) => cache.deleteMany(['j', 'k']),
  deleteByPrefix: (cache) => cache.deleteByPrefix('k'),
  deleteByTag: (cache) => cache.deleteByTag('t'),
  clear: (cache) => cache.clear(),
}

/** Turns in which others could go on. */
const turns = async (tx: Transaction): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await tx.keyValue('turns').set('k', turn)
}

export const cacheTransactions: readonly Rule[] = [
  rule({
    id: 'cache.transaction',
    title:
      'what a transaction sets or invalidates shows to others exactly at its commit, and to itself at once',
    present: async ({ session }) => {
      const cache = session.cache('items')
      for (const [name, change] of Object.entries(ways)) {
        await cache.set('k', 1, { tags: ['t'] })
        const seen = deferred<unknown>()
        const isChanged = deferred()
        await Promise.all([
          session.transaction(async (tx) => {
            await change(tx.cache('items'))
            expect(await tx.cache('items').get('k'), name).toBe(name === 'set' ? 2 : undefined)
            isChanged.resolve()
            expect(await seen.promise, name).toBe(1)
          }),
          isChanged.promise.then(async () => seen.resolve(await cache.get('k'))),
        ])
        expect(await cache.get('k'), name).toBe(name === 'set' ? 2 : undefined)
      }
    },
  }),
  rule({
    id: 'cache.transaction.rollback',
    title: 'a transaction that rolls back leaves every value of a cache as it was, and every load that runs',
    present: async ({ session }) => {
      const cache = session.cache('items')
      const undone = new Error('undone')
      for (const [name, change] of Object.entries(ways)) {
        await cache.set('k', 1, { tags: ['t'] })
        const started = deferred()
        const gate = deferred()
        const loading = cache.getOrSet('k-loading', async () => {
          started.resolve()
          await gate.promise
          return 'loaded'
        })
        await started.promise
        const rolledBack = session.transaction(async (tx) => {
          await change(tx.cache('items'))
          throw undone
        })
        await expect(rolledBack, name).rejects.toBe(undone)
        expect(await cache.get('k'), name).toBe(1)
        gate.resolve()
        await loading
        expect(await cache.get('k-loading'), name).toBe('loaded')
        await cache.delete('k-loading')
      }
    },
  }),
  rule({
    id: 'cache.transaction.stale-fill',
    title: 'what was loaded while a transaction changed the source is not left behind its invalidation',
    present: async ({ session }) => {
      const cache = session.cache('items')
      const source = session.keyValue('source')
      for (const [name, change] of Object.entries(ways)) {
        // Begun before the transaction, within it before and after it invalidates, and with or without a value before.
        for (const when of ['before', 'first', 'last'] as const) {
          for (const hadValue of [true, false]) {
            await cache.clear()
            await source.set('k', 1)
            if (hadValue) await cache.set('k', 0, { tags: ['t'], ttl: 1 })
            await loadWhile(session, change, when)
            const left = await cache.get('k')
            expect([undefined, 2], `${name} ${when} ${hadValue}`).toContain(left)
          }
        }
      }
    },
    timeout: 120_000,
  }),
  rule({
    id: 'cache.transaction.load',
    title: 'getOrSet() on a transaction reads with it and stores nothing that it loads',
    present: async ({ session }) => {
      const cache = session.cache('items')
      await cache.set('old', 1)
      await session.transaction(async (tx) => {
        const inside = tx.cache('items')
        await inside.set('set', 2)
        expect(await inside.getOrSet('set', () => 3)).toBe(2)
        expect(await inside.getOrSet('old', () => 3)).toBe(1)
        await inside.delete('old')
        expect(await inside.getOrSet('old', () => 3)).toBe(3)
        expect(await inside.get('old')).toBeUndefined()
        await expect(inside.getOrSet('old', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
      })
      expect(await cache.getMany(['set', 'old'])).toStrictEqual([2, undefined])
    },
  }),
  rule({
    id: 'cache.transaction.delete-then-set',
    title: 'a transaction can delete and set a key again, and set, delete and clear in any order',
    present: async ({ session }) => {
      const cache = session.cache('items')
      await cache.set('k', 1, { tags: ['t'] })
      await session.transaction(async (tx) => {
        const inside = tx.cache('items')
        await inside.delete('k')
        await inside.set('k', 2, { tags: ['t'] })
        expect(await inside.get('k')).toBe(2)
        await inside.deleteByTag('t')
        expect(await inside.get('k')).toBeUndefined()
        await inside.set('k', 3, { tags: ['t'] })
        await inside.clear()
        await inside.set('k', 4, { tags: ['t'] })
      })
      expect(await cache.get('k')).toBe(4)
    },
  }),
]

/** Loads the source into the cache while a transaction changes the source and then the cache; both are done when it resolves. */
const loadWhile = async (
  session: Session,
  change: (cache: Cache) => Promise<unknown>,
  when: 'before' | 'first' | 'last',
): Promise<void> => {
  const source = session.keyValue('source')
  const loads: Promise<unknown>[] = []
  const load = (): void => {
    loads.push(session.cache('items').getOrSet('k', () => source.get('k'), { tags: ['t'] }))
  }
  const begun = deferred()
  const halfway = deferred()
  const turned = deferred()
  if (when === 'before') load()
  const outside = begun.promise.then(async () => {
    if (when === 'first') load()
    turned.resolve()
    await halfway.promise
    if (when === 'last') load()
  })
  await session.transaction(async (tx) => {
    await tx.keyValue('source').set('k', 2)
    begun.resolve()
    await turned.promise
    await turns(tx)
    await change(tx.cache('items'))
    halfway.resolve()
    await turns(tx)
  })
  await outside
  await Promise.all(loads)
}
