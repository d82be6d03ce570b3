import Database from 'better-sqlite3'
import { better, defineQueue, defineWorker } from 'plainjob'
import { payload, type QueueContender } from './queue-contender.ts'

const type = 'nothing'
const silent = { error: nothing, warn: nothing, info: nothing, debug: nothing }

function nothing(): void {}

/** As durable as we are: it asks for less by itself. */
export const plainjob = (file: string): QueueContender => {
  const database = new Database(file)
  const queue = defineQueue({ connection: better(database), logger: silent })
  database.pragma('synchronous = full')
  return {
    name: 'plainjob',
    enqueue: () => queue.add(type, payload),
    enqueueMany: async (count) => {
      queue.addMany(
        type,
        Array.from({ length: count }, () => payload),
      )
    },
    work: async (count, workers) => {
      let done = 0
      let resolveAll: () => void = nothing
      const all = new Promise<void>((resolve) => {
        resolveAll = resolve
      })
      const worker = (): ReturnType<typeof defineWorker> =>
        defineWorker(
          type,
          async () => {
            done += 1
            if (done === count) resolveAll()
          },
          { queue, logger: silent },
        )
      const started = Array.from({ length: workers }, worker)
      for (const one of started) void one.start()
      await all
      await Promise.all(started.map((one) => one.stop()))
    },
    clear: async () => {
      database.exec('delete from plainjob_jobs')
    },
    fillHistory: async (count) => {
      database
        .prepare(
          `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
          insert into plainjob_jobs (type, data, status, created_at) select '${type}', '{}', 2, 0 from n`,
        )
        .run(count)
    },
    close: async () => {
      queue.close()
      database.close()
    },
  }
}
