import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { rule, type Rule } from '../../rule.ts'
import { startOn } from '../../worker/start-on.ts'

/** One process has the database to itself there, and its cache works all the same. */
const alone = async (context: Context): Promise<void> => {
  const { db, place } = await context.fresh()
  const child = startOn(context, place, 'load-together', '10')
  await child?.ended
  if (context.capabilities.persistent) expect(child?.lines).toStrictEqual(['failed in-use'])
  expect(await db.cache('processes').getOrSet('k', () => 1)).toBe(1)
}

/** Processes that ask for the same cold keys at once; how many loads there were is counted in the database. */
const loadTogether = async (
  context: Context,
  processes: number,
  callers: number,
): Promise<void | 'not-run'> => {
  const { db, place } = await context.fresh()
  const children = Array.from({ length: processes }, () =>
    startOn(context, place, 'load-together', String(callers)),
  )
  const running = children.filter((child) => child !== undefined)
  if (running.length < processes) return 'not-run'
  await Promise.all(running.map((child) => child.said(2)))
  await db.keyValue('processes').set('go', true)
  await Promise.all(running.map((child) => child.ended))
  expect(running.map(({ lines }) => lines.at(-1))).toStrictEqual(running.map(() => 'loaded'))
  expect(await db.keyValue('processes').get('loads')).toBe(10)
  return undefined
}

export const cacheProcesses: readonly Rule[] = [
  rule({
    id: 'cache.processes.killed',
    title: 'a process that is killed while it loads is taken over exactly once, after its lease',
    needs: ['multiProcess'],
    timeout: 90_000,
    present: async (context) => {
      const { db, place, again } = await context.fresh()
      const child = startOn(context, place, 'load-for-ever', '1500')
      if (child === undefined) return 'not-run'
      await child.said(2)
      await child.kill()
      let loads = 0
      const other = await again()
      const calls = [db, other].flatMap((one) =>
        Array.from({ length: 20 }, () =>
          one.cache('processes').getOrSet('killed', () => (loads += 1), { lease: 1_500 }),
        ),
      )
      expect(new Set(await Promise.all(calls))).toStrictEqual(new Set([1]))
      expect(loads).toBe(1)
      return undefined
    },
    absent: alone,
  }),
  rule({
    id: 'cache.processes.paused',
    title: 'a process that stood still until it was taken over does not overwrite what its successor loaded',
    needs: ['multiProcess'],
    tier: 'certification',
    present: async (context) => {
      const { db, place } = await context.fresh()
      const child = startOn(context, place, 'load-when-told', '1500')
      if (child === undefined) return 'not-run'
      await child.said(2)
      child.pause()
      expect(await db.cache('processes').getOrSet('paused', () => 'successor', { lease: 1_500 })).toBe(
        'successor',
      )
      await db.keyValue('processes').set('go', true)
      child.resume()
      await child.ended
      expect(child.lines.at(-1)).toBe('loaded paused')
      expect(await db.cache('processes').get('paused')).toBe('successor')
      return undefined
    },
    absent: alone,
  }),
  rule({
    id: 'cache.processes.together',
    title: 'of 8 processes with 200 callers each for every cold key, one loads it',
    needs: ['multiProcess'],
    tier: 'certification',
    present: (context) => loadTogether(context, 8, 200),
    absent: alone,
  }),
]
