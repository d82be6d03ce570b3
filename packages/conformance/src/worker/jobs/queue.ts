import { hasCode } from '@holdfast/core'
import { setTimeout as after } from 'node:timers/promises'
import type { StoreWork } from '../store-jobs.ts'

/** Of a worker that is to be killed. */
const lease = 1_000

/** Works on jobs until it is told to stop or killed: counts each in the transaction that completes it, and says what it began. */
export const workOnJobs: StoreWork = async (db, run, say) => {
  const jobs = db.queue<string>('processes')
  await using worker = jobs.work(
    async (job) => {
      say(`begun ${job.payload}`)
      await db.transaction(async (tx) => {
        await tx.keyValue<number>('effects').increment(job.payload)
        await after(Number(run))
        await tx.queue<string>('processes').complete(job)
      })
    },
    { concurrency: 6, lease, interval: 20, onError: () => undefined },
  )
  say('working')
  while ((await db.keyValue('control').get('stop')) === undefined) await after(20)
  await worker.stop()
  say('stopped')
}

/** Claims a job, stands still until it is told to go on, and then does to it what its holder may do. */
export const holdJob: StoreWork = async (db, _run, say) => {
  const jobs = db.queue<string>('processes')
  const [job] = await jobs.claim({ lease, wait: 60_000, interval: 5 })
  say(`claimed ${job?.fence}`)
  while ((await db.keyValue('control').get('go')) === undefined) await after(5)
  for (const act of [
    () => jobs.extend(job!),
    () => jobs.checkpoint(job!, 'late'),
    () => jobs.fail(job!, new Error('late')),
    () => jobs.release(job!),
    () => jobs.complete(job!, 'late'),
    () =>
      db.transaction(async (tx) => {
        await tx.keyValue('effects').set('late', true)
        await tx.queue<string>('processes').complete(job!)
      }),
  ])
    try {
      await act()
      say('was let')
    } catch (error) {
      if (!hasCode(error, 'lease-lost')) throw error
      say(`refused ${error.code}`)
    }
}

/** Enqueues one unique key again and again, and says how often it was the first. */
export const enqueueUnique: StoreWork = async (db, run, say) => {
  const jobs = db.queue<string>('processes')
  for (let round = 0; round < 40; round += 1) {
    const { outcome } = await jobs.enqueue(run, { unique: { key: `u${round}` } })
    say(`${outcome} ${round}`)
  }
}

/** Works on jobs of groups of which two may run at a time, and says how many it saw running at most. */
export const workInGroups: StoreWork = async (db, _run, say) => {
  const jobs = db.queue<string>('processes', { groups: { concurrency: 2 } })
  const running = db.keyValue<number>('running')
  let most = 0
  await using worker = jobs.work(
    async ({ group }) => {
      most = Math.max(most, await running.increment(group!))
      await after(2)
      await running.increment(group!, -1)
    },
    { concurrency: 6, interval: 50 },
  )
  say('working')
  while ((await db.keyValue('control').get('stop')) === undefined) await after(20)
  await worker.stop()
  say(`most ${most}`)
}
