import { open, sql } from '@holdfast/core'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../src/index.ts'
import { freshDatabase } from './drivers.ts'

test('cache.prune() finishes the sweep of a process that was killed right after its commit, and nothing of its range counts before', async () => {
  const db = await open(postgres(await freshDatabase()))
  onTestFinished(() => db.close())
  const cache = db.cache('items')
  await cache.set('user:1', 1)
  await cache.set('other', 2)
  await db.run(
    sql`insert into holdfast_cache_sweeps (ns, name, key, low, high, writer) values ('', 'items', 'left', 'user:', 'user;', 'gone')`,
  )
  expect(await cache.getMany(['user:1', 'other'])).toStrictEqual([undefined, 2])
  expect(await cache.getOrSet('user:1', () => 3)).toBe(3)
  expect(await cache.get('user:1')).toBeUndefined()
  await cache.prune()
  expect(await cache.getOrSet('user:1', () => 4)).toBe(4)
  expect(await cache.getMany(['user:1', 'other'])).toStrictEqual([4, 2])
})

test('a transaction that deletes a prefix of a cache leaves no sweep once its promise has resolved', async () => {
  const db = await open(postgres(await freshDatabase()))
  onTestFinished(() => db.close())
  const cache = db.cache('items')
  await cache.set('user:1', 1)
  await db.transaction(async (tx) => {
    await tx.cache('items').deleteByPrefix('user:')
    await tx.cache('items').clear()
  })
  expect(await db.all(sql`select key from holdfast_cache_sweeps`)).toStrictEqual([])
  expect(await cache.getOrSet('user:1', () => 2)).toBe(2)
})
