import { setTimeout as after } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Context } from '../context.ts'
import { failureOf } from '../failures.ts'
import type { Place } from '../harness.ts'
import { openAt } from '../suite.ts'
import { rule, type Rule } from '../rule.ts'
import { startOn } from '../worker/start-on.ts'
import { audit } from './crash/audit.ts'

type Fault = 'server' | 'lostCommit' | 'fullDisk'

/** The arranged place, or the verdict that the harness's words amount to. */
const arrange = async <K extends Fault>(
  context: Context,
  fault: K,
): Promise<
  Awaited<ReturnType<NonNullable<NonNullable<Context['harness']['faults']>[K]>>> | 'absent' | 'not-run'
> => {
  const { faults } = context.harness
  if (faults?.without?.[fault] !== undefined) return 'absent'
  const place = await (faults?.[fault] as (() => Promise<Place>) | undefined)?.()
  if (place === undefined) return 'not-run'
  context.after(() => place.destroy())
  return place as never
}

const rounds = 6

export const crashRules: readonly Rule[] = [
  rule({
    id: 'processes.share',
    title: 'several processes use one database: increments of one key by each of them lose none',
    needs: ['multiProcess'],
    timeout: 90_000,
    present: async (context) => {
      const { db, place } = await context.fresh()
      const children = ['a', 'b'].flatMap((run) => startOn(context, place, 'increment', run) ?? [])
      if (children.length < 2) return 'not-run'
      await Promise.all(children.map((child) => child.said(1)))
      for (let count = 0; count < 50; count += 1) await db.keyValue('counters').increment('shared')
      await Promise.all(children.map((child) => child.ended))
      const sums = children.flatMap((child) => child.lines.filter((line) => line.startsWith('sum ')))
      expect(sums).toHaveLength(100)
      expect(new Set(sums).size).toBe(100)
      expect(await db.keyValue('counters').get('shared')).toBe(150)
      return undefined
    },
    absent: async (context) => {
      const { db, place } = await context.fresh()
      const child = startOn(context, place, 'open', 'a')
      await child?.ended
      // Without data that outlives it there is nothing that another process could find.
      if (context.capabilities.persistent) expect(child?.lines).toStrictEqual(['failed in-use'])
      await db.keyValue('items').set('k', 1)
      expect(await db.keyValue('items').get('k')).toBe(1)
    },
  }),
  rule({
    id: 'crash.kill',
    title: 'a process that is killed at any moment leaves every acknowledged write and no half transaction',
    needs: ['persistent'],
    tier: 'certification',
    present: async (context) => {
      const place = await context.harness.fresh()
      context.after(() => place.destroy())
      const said: string[] = []
      const noted: unknown[] = []
      for (let round = 0; round < rounds; round += 1) {
        const child = startOn(context, place, 'write', `r${round}`)
        if (child === undefined) return 'not-run'
        await child.said(2)
        await after(20 + context.random.whole(400))
        await child.kill()
        said.push(...child.lines)
        expect(child.lines.filter((line) => line.startsWith('failed'))).toStrictEqual([])
        const db = await openAt(place)
        noted.push(await audit(db, said))
        await db.close()
      }
      context.note('crash', 'kill', noted)
      return undefined
    },
    absent: async (context) => {
      const { db, again } = await context.fresh()
      await db.keyValue('items').set('k', 1)
      await db.close()
      expect(await (await again()).keyValue('items').has('k')).toBe(false)
    },
  }),
  rule({
    id: 'crash.server',
    title:
      'a server that is killed while clients write leaves every acknowledged write, and the clients recover',
    tier: 'certification',
    present: async (context) => {
      const place = await arrange(context, 'server')
      if (typeof place === 'string') return place
      const db = await openAt(place)
      context.after(() => db.close({ drain: 1_000 }))
      for (let round = 0; round < 3; round += 1) {
        const said: string[] = []
        const writing = Array.from({ length: 8 }, async (_, lane) => {
          for (let count = 0; ; count += 1) {
            await db.keyValue('single').set(`r${round}-${lane}-${count}`, count)
            said.push(`single r${round}-${lane}-${count}`)
          }
        })
        const stopped = Promise.allSettled(writing)
        await after(50 + context.random.whole(300))
        await place.crash()
        for (const result of await stopped)
          expect((result as PromiseRejectedResult).reason).toMatchObject({ name: 'HoldfastError' })
        expect((await audit(db, said)).acknowledged).toBeGreaterThan(0)
      }
      return undefined
    },
  }),
  rule({
    id: 'crash.lost-commit',
    title: 'a COMMIT whose reply is lost is settled or unknown, and its work is done once at most',
    tier: 'certification',
    present: async (context) => {
      const place = await arrange(context, 'lostCommit')
      if (typeof place === 'string') return place
      const db = await openAt(place)
      context.after(() => db.close({ drain: 1_000 }))
      for (let round = 1; round <= 5; round += 1) {
        const before = (await db.keyValue<number>('items').get('k')) ?? 0
        let runs = 0
        const outcome = await db
          .transaction(async (tx) => {
            runs += 1
            await tx.keyValue('items').increment('k')
            place.cut()
          })
          .then(
            () => 'committed',
            (error: { outcome?: string; retryable?: boolean }) => error,
          )
        const now = (await db.keyValue<number>('items').get('k')) ?? 0
        if (outcome === 'committed') expect([now, runs]).toStrictEqual([before + 1, 1])
        else {
          expect(outcome).toMatchObject({ outcome: 'unknown', retryable: false })
          expect([before, before + 1]).toContain(now)
        }
      }
      place.cut()
      const writes = await Promise.allSettled(
        Array.from({ length: 30 }, (_, index) => db.keyValue('single').set(`k${index}`, index)),
      )
      for (const [index, result] of writes.entries()) {
        if (result.status === 'fulfilled') expect(await db.keyValue('single').has(`k${index}`)).toBe(true)
        else expect(result.reason).toMatchObject({ outcome: 'unknown' })
      }
      return undefined
    },
  }),
  rule({
    id: 'crash.full-disk',
    title:
      'a full disk throws disk-full, keeps every acknowledged write, and everything works when there is room again',
    tier: 'certification',
    present: async (context) => {
      const place = await arrange(context, 'fullDisk')
      if (typeof place === 'string') return place
      const db = await openAt(place)
      context.after(() => db.close({ drain: 1_000 }))
      const store = db.keyValue<string>('items')
      await store.set('before', 'kept')
      await place.fill()
      const stored: string[] = []
      const error = await failureOf(async () => {
        for (let count = 0; count < 100_000; count += 1) {
          await store.set(`k${count}`, 'x'.repeat(50_000))
          stored.push(`k${count}`)
        }
      })
      expect(error).toMatchObject({ code: 'disk-full' })
      expect(await store.get('before')).toBe('kept')
      const together = Array.from({ length: 10 }, (_, index) => `together${index}`)
      const fates = await Promise.allSettled(together.map((key) => store.set(key, 'x'.repeat(50_000))))
      for (const fate of fates) if (fate.status === 'rejected') expect(fate.reason.code).toBe('disk-full')
      await place.free()
      for (const [index, fate] of fates.entries()) {
        const isThere = await store.has(`together${index}`)
        if (fate.status === 'fulfilled') expect(isThere).toBe(true)
        else if (fate.reason.outcome === 'not-applied') expect(isThere).toBe(false)
      }
      for (const key of stored) expect(await store.has(key)).toBe(true)
      await store.set('after', 'works')
      expect(await store.get('after')).toBe('works')
      return undefined
    },
  }),
]
