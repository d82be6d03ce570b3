import { hasCode } from '@holdfast/core'
import { setTimeout as after } from 'node:timers/promises'
import type { StoreWork } from '../store-jobs.ts'

/** Counts by reading and writing, which only works when nobody else does so meanwhile. */
export const countUnderLock: StoreWork = async (db, _run, say) => {
  const locks = db.locks('processes')
  const store = db.keyValue<number>('counted')
  for (let count = 0; count < 20; count += 1) {
    await locks.with(
      'counter',
      async () => {
        await store.set('n', ((await store.get('n')) ?? 0) + 1)
      },
      { interval: 5, wait: 60_000 },
    )
  }
  say('counted')
}

/** Takes the lock for `run` milliseconds, nobody extends it, and shows it again and again until it is refused. */
export const holdLock: StoreWork = async (db, run, say) => {
  const locks = db.locks('processes')
  const lease = await locks.acquire('held', { ttl: Number(run), keepAlive: false, interval: 5 })
  say(`held ${lease.fence}`)
  for (;;) {
    try {
      await db.transaction(async (tx) => {
        await tx.locks('processes').confirm(lease)
        await tx.keyValue('held').set('fence', lease.fence)
      })
      say('wrote')
    } catch (error) {
      if (!hasCode(error, 'lease-lost')) throw error
      say(`refused ${error.code}`)
      return
    }
    await after(5)
  }
}
