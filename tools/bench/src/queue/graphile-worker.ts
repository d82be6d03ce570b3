import { Logger, makeWorkerUtils, run, type Runner, type TaskList } from 'graphile-worker'
import { Pool } from 'pg'
import { payload, type QueueContender } from './queue-contender.ts'

const silent = new Logger(() => () => undefined)

/** How many jobs its local queue pulls down at a time; 0: it has none. */
export const graphileWorker = async (url: string, localQueue: number): Promise<QueueContender> => {
  const pgPool = new Pool({ connectionString: url, max: 30 })
  // It asks for a listener.
  pgPool.on('error', (error) => console.error(error))
  const utils = await makeWorkerUtils({ pgPool, logger: silent })
  await utils.migrate()
  let told: () => void = () => undefined
  let runner: Runner | undefined
  const begin = (concurrency: number, taskList: TaskList): Promise<Runner> =>
    run({
      pgPool,
      taskList,
      concurrency,
      logger: silent,
      noHandleSignals: true,
      preset: {
        worker: {
          concurrentJobs: concurrency,
          ...(localQueue === 0
            ? {}
            : { localQueue: { size: localQueue }, completeJobBatchDelay: 0, failJobBatchDelay: 0 }),
        },
      },
    })
  return {
    name: localQueue === 0 ? 'graphile-worker' : 'graphile-worker with local queue',
    enqueue: () => utils.addJob('nothing', payload),
    enqueueMany: async (count) => {
      await utils.addJobs(Array.from({ length: count }, () => ({ identifier: 'nothing', payload })))
    },
    work: async (count, workers) => {
      let done = 0
      let resolveAll: () => void = () => undefined
      const all = new Promise<void>((resolve) => {
        resolveAll = resolve
      })
      const working = await begin(workers, {
        nothing: () => {
          done += 1
          if (done === count) resolveAll()
        },
      })
      await all
      await working.stop()
    },
    react: {
      start: async () => {
        runner = await begin(10, { nothing: () => told() })
      },
      once: async () => {
        const begun = new Promise<void>((resolve) => {
          told = resolve
        })
        await utils.addJob('nothing', payload)
        await begun
      },
      stop: async () => runner?.stop(),
    },
    clear: async () => {
      await pgPool.query('truncate graphile_worker._private_jobs')
    },
    close: async () => {
      await utils.release()
      await pgPool.end()
    },
  }
}
