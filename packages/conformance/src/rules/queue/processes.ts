import { setTimeout as after } from 'node:timers/promises'
import type { Database } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { rule, type Rule } from '../../rule.ts'
import { startOn } from '../../worker/start-on.ts'
import type { WorkerProcess } from '../../worker/spawn.ts'

/** One process has the database to itself there, and its jobs are done all the same. */
const alone = async (context: Context): Promise<void> => {
  const { db } = await context.fresh()
  const jobs = db.queue<string>('processes')
  await jobs.enqueueMany([{ payload: 'a' }, { payload: 'b' }])
  const seen: string[] = []
  expect(await jobs.drain(({ payload }) => void seen.push(payload))).toBe(2)
  expect(seen.toSorted()).toStrictEqual(['a', 'b'])
}

const jobCount = 400
const names: readonly string[] = Array.from({ length: jobCount }, (_, n) => `job-${n}`)

/** What is there at the end: each job done, each effect had once, and nothing that nobody asked for. */
const account = async (db: Database, said: readonly string[]): Promise<void> => {
  const jobs = db.queue<string>('processes')
  expect((await jobs.stats()).counts).toStrictEqual({
    scheduled: 0,
    retryable: 0,
    available: 0,
    running: 0,
    completed: jobCount,
    cancelled: 0,
    dead: 0,
  })
  const effects: string[] = []
  for await (const { key, value } of db.keyValue<number>('effects').list())
    effects.push(`${String(key)} ${value}`)
  expect(effects.toSorted()).toStrictEqual(names.map((name) => `${name} 1`).toSorted())
  const begun = new Set(
    said.filter((line) => line.startsWith('begun ')).map((line) => line.slice('begun '.length)),
  )
  expect([...begun].toSorted()).toStrictEqual(names.toSorted())
}

export const queueProcesses: readonly Rule[] = [
  rule({
    id: 'queue.paused-holder',
    title: 'a holder that stood still until its lease ended is refused everywhere when it goes on',
    needs: ['multiProcess'],
    timeout: 90_000,
    present: async (context) => {
      const { db, place } = await context.fresh()
      const jobs = db.queue<string>('processes')
      await jobs.enqueue('held', { id: 'held' })
      const child = startOn(context, place, 'hold-job', '')
      if (child === undefined) return 'not-run'
      await child.said(2)
      child.pause()
      expect(child.lines).toStrictEqual(['open', 'claimed 1'])
      const [job] = await jobs.claim({ wait: 60_000, interval: 5, lease: 300_000 })
      expect(job).toMatchObject({ id: 'held', attempt: 2, fence: 2 })
      await db.keyValue('control').set('go', true)
      child.resume()
      await child.ended
      expect(child.lines.slice(2)).toStrictEqual(Array.from({ length: 6 }, () => 'refused lease-lost'))
      await jobs.complete(job!, 'on time')
      expect(await jobs.get('held')).toMatchObject({ state: 'completed', result: 'on time' })
      expect(await db.keyValue('effects').get('late')).toBeUndefined()
      return undefined
    },
    absent: alone,
  }),
  rule({
    id: 'queue.unique.processes',
    title: 'of several processes that enqueue one unique key at once exactly one enqueues it',
    needs: ['multiProcess'],
    tier: 'certification',
    present: async (context) => {
      const { db, place } = await context.fresh()
      const children = ['a', 'b', 'c'].flatMap((run) => startOn(context, place, 'enqueue-unique', run) ?? [])
      if (children.length < 3) return 'not-run'
      await Promise.all(children.map(({ ended }) => ended))
      const lines = children.flatMap((child) => child.lines.slice(1))
      expect(lines).toHaveLength(120)
      expect(lines.filter((line) => line.startsWith('enqueued'))).toHaveLength(40)
      expect((await db.queue('processes').stats()).counts.available).toBe(40)
      return undefined
    },
    absent: alone,
  }),
  rule({
    id: 'queue.groups.processes',
    title: 'workers in several processes never have more jobs of a group running than its concurrency',
    needs: ['multiProcess'],
    tier: 'certification',
    present: async (context) => {
      const { db, place } = await context.fresh()
      const jobs = db.queue<string>('processes', { groups: { concurrency: 2 } })
      await jobs.enqueueMany(names.map((payload, n) => ({ payload, group: `g${n % 3}` })))
      const children = ['a', 'b', 'c'].flatMap((run) => startOn(context, place, 'work-in-groups', run) ?? [])
      if (children.length < 3) return 'not-run'
      const deadline = performance.now() + 300_000
      while ((await jobs.stats()).counts.completed < jobCount) {
        expect(performance.now(), 'the time for the jobs').toBeLessThan(deadline)
        await after(50)
      }
      await db.keyValue('control').set('stop', true)
      await Promise.all(children.map(({ ended }) => ended))
      const most = children.map(({ lines }) => Number(lines.at(-1)!.slice('most '.length)))
      context.note('queue', 'running at most', Math.max(...most))
      expect(Math.max(...most)).toBeLessThanOrEqual(2)
      return undefined
    },
    absent: alone,
  }),
  rule({
    id: 'queue.killed',
    title:
      'workers in several processes that are killed at random do every job at least once, invent none, and have each effect that is committed with its completion once',
    needs: ['multiProcess'],
    tier: 'certification',
    present: async (context) => {
      const { db, place } = await context.fresh()
      const jobs = db.queue<string>('processes')
      await jobs.enqueueMany(names.map((payload) => ({ payload, maxAttempts: 1_000 })))
      const started: WorkerProcess[] = []
      const start = async (): Promise<WorkerProcess | undefined> => {
        const child = startOn(context, place, 'work-on-jobs', '15')
        if (child !== undefined) started.push(child)
        await child?.said(2)
        return child
      }
      const living = await Promise.all([start(), start(), start()])
      if (living.includes(undefined)) return 'not-run'
      let killed = 0
      const isOver = async (): Promise<boolean> => (await jobs.stats()).counts.completed === jobCount
      const deadline = performance.now() + 300_000
      while (!(await isOver())) {
        expect(performance.now(), 'the time for the jobs').toBeLessThan(deadline)
        await after(context.random.whole(250))
        if (killed >= 12) continue
        const nth = context.random.whole(living.length)
        await living[nth]!.kill()
        killed += 1
        living[nth] = await start()
      }
      await db.keyValue('control').set('stop', true)
      await Promise.all(living.map((child) => child!.ended))
      await account(
        db,
        started.flatMap(({ lines }) => lines),
      )
      context.note('queue', 'workers killed', killed)
      return undefined
    },
    absent: alone,
  }),
]
