import { setTimeout as after } from 'node:timers/promises'
import type { Database } from '@holdfast/core'
import type { StoreWork } from '../store-jobs.ts'

const told = async (db: Database): Promise<void> => {
  while ((await db.keyValue('processes').get('go')) === undefined) await after(5)
}

/** Ten cold keys, each by `run` callers at once, when it is told. Every load is counted where all processes see it. */
export const loadTogether: StoreWork = async (db, run, say) => {
  const cache = db.cache<string>('processes')
  say('ready')
  await told(db)
  for (let key = 0; key < 10; key += 1) {
    const load = async (): Promise<string> => {
      await db.keyValue('processes').increment('loads')
      await after(20)
      return `value ${key}`
    }
    const values = await Promise.all(
      Array.from({ length: Number(run) }, () => cache.getOrSet(`k${key}`, load)),
    )
    if (values.some((value) => value !== `value ${key}`)) return say(`wrong ${key}`)
  }
  say('loaded')
}

/** Begins to load, with a lease of `run` milliseconds, and never ends. */
export const loadForEver: StoreWork = async (db, run, say) => {
  const load = (): Promise<never> => {
    say('loading')
    return new Promise(() => undefined)
  }
  await db.cache('processes').getOrSet('killed', load, { lease: Number(run) })
}

/** Begins to load, and ends when it is told. */
export const loadWhenTold: StoreWork = async (db, run, say) => {
  const load = async (): Promise<string> => {
    say('loading')
    await told(db)
    return 'paused'
  }
  say(`loaded ${await db.cache('processes').getOrSet('paused', load, { lease: Number(run) })}`)
}
