import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { rule, type Rule } from '../../rule.ts'
import { startOn } from '../../worker/start-on.ts'

/** One process has the database to itself there, and its locks work all the same. */
const alone = async (context: Context): Promise<void> => {
  const { db, place } = await context.fresh()
  const child = startOn(context, place, 'hold-lock', '1000')
  await child?.ended
  if (context.capabilities.persistent) expect(child?.lines).toStrictEqual(['failed in-use'])
  const lease = await db.locks('processes').acquire('held')
  expect(await lease.release()).toBe(true)
}

export const lockProcesses: readonly Rule[] = [
  rule({
    id: 'locks.processes',
    title: 'locks.with() lets one of several processes at a time read and write: no count is lost',
    needs: ['multiProcess'],
    timeout: 90_000,
    present: async (context) => {
      const { db, place } = await context.fresh()
      const children = ['a', 'b', 'c'].flatMap(
        (run) => startOn(context, place, 'count-under-lock', run) ?? [],
      )
      if (children.length < 3) return 'not-run'
      await Promise.all(children.map((child) => child.ended))
      expect(children.map(({ lines }) => lines.at(-1))).toStrictEqual(children.map(() => 'counted'))
      expect(await db.keyValue('counted').get('n')).toBe(60)
      return undefined
    },
    absent: alone,
  }),
  rule({
    id: 'locks.paused-holder',
    title: 'a holder that stood still until its lock ended is refused everywhere when it goes on',
    needs: ['multiProcess'],
    timeout: 90_000,
    present: async (context) => {
      const { db, place } = await context.fresh()
      const child = startOn(context, place, 'hold-lock', '1500')
      if (child === undefined) return 'not-run'
      await child.said(3)
      child.pause()
      const lease = await db.locks('processes').acquire('held', { wait: 60_000, interval: 5 })
      expect(lease.fence).toBe(2)
      await db.keyValue('held').set('fence', lease.fence)
      child.resume()
      await child.ended
      expect(child.lines.at(-1)).toBe('refused lease-lost')
      expect(await db.keyValue('held').get('fence')).toBe(2)
      await lease.release()
      return undefined
    },
    absent: alone,
  }),
  rule({
    id: 'locks.killed-holder',
    title: 'a lock whose holder was killed is free when its ttl is over',
    needs: ['multiProcess'],
    tier: 'certification',
    present: async (context) => {
      const { db, place } = await context.fresh()
      const child = startOn(context, place, 'hold-lock', '1000')
      if (child === undefined) return 'not-run'
      await child.said(3)
      await child.kill()
      const lease = await db.locks('processes').acquire('held', { wait: 60_000, interval: 5 })
      expect(lease.fence).toBe(2)
      await lease.release()
      return undefined
    },
    absent: alone,
  }),
]
