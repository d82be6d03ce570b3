import { Client } from 'pg'
import PgBoss from 'pg-boss'
import { payload, type QueueContender } from './queue-contender.ts'

const queue = 'bench'

/** By loops of fetch and complete: its own workers look no more often than twice a second. */
export const pgBoss = async (url: string): Promise<QueueContender> => {
  const boss = new PgBoss({ connectionString: url, max: 30, supervise: false, schedule: false })
  await boss.start()
  await boss.createQueue(queue)
  const admin = new Client({ connectionString: url })
  await admin.connect()
  return {
    name: 'pg-boss',
    enqueue: () => boss.send(queue, payload),
    enqueueMany: (count) =>
      boss.insert(Array.from({ length: count }, () => ({ name: queue, data: payload }))),
    work: async (_count, workers) => {
      const worker = async (): Promise<void> => {
        for (;;) {
          const jobs = await boss.fetch(queue)
          if (jobs.length === 0) return
          for (const { id } of jobs) await boss.complete(queue, id)
        }
      }
      await Promise.all(Array.from({ length: workers }, worker))
    },
    clear: () =>
      boss.purgeQueue(queue).then(() => admin.query('delete from pgboss.job')) as unknown as Promise<void>,
    fillHistory: async (count) => {
      await admin.query(
        `insert into pgboss.job (name, data, state, started_on, completed_on)
        select $1, '{}', 'completed', now(), now() from generate_series(1, $2::int)`,
        [queue, count],
      )
      await admin.query('analyze')
    },
    close: async () => {
      await boss.stop({ graceful: false })
      await admin.end()
    },
  }
}
