import { type Database, type Queue, type QueueWorker, sql } from '@holdfast/core'
import { payload, type QueueContender } from './queue-contender.ts'

/** `keeps`: whether jobs are kept when they are completed. */
export const holdfastQueue = (
  database: Database,
  keeps: boolean,
  prefetch: number,
  fillHistory?: (count: number) => Promise<void>,
): QueueContender => {
  const name = keeps ? 'bench' : 'bench-brief'
  const queue: Queue<unknown> = database.queue(name, keeps ? {} : { keep: { completed: 0 } })
  let worker: QueueWorker | undefined
  let told: () => void = () => undefined
  return {
    name: keeps ? 'Holdfast' : 'Holdfast that keeps nothing',
    enqueue: () => queue.enqueue(payload),
    enqueueMany: async (count) => {
      await queue.enqueueMany(Array.from({ length: count }, () => ({ payload })))
    },
    work: async (count, workers) => {
      let done = 0
      const all = new Promise<void>((resolve) => {
        told = resolve
      })
      const working = queue.work(
        () => {
          done += 1
          if (done === count) told()
        },
        { concurrency: workers, prefetch, pruneEvery: 0 },
      )
      await all
      await working.stop()
    },
    react: {
      start: async () => {
        worker = queue.work(() => told(), { pruneEvery: 0 })
      },
      once: async () => {
        const begun = new Promise<void>((resolve) => {
          told = resolve
        })
        await queue.enqueue(payload)
        await begun
      },
      stop: async () => worker?.stop(),
    },
    clear: async () => {
      await database.run(sql`delete from holdfast_jobs`)
    },
    ...(fillHistory === undefined ? {} : { fillHistory }),
    close: () => database.close(),
  }
}
