import { open, sql } from '@holdfast/core'
import { postgres } from '@holdfast/postgres'
import { Client } from 'pg'

import { graphileWorker } from '../../queue/graphile-worker.ts'
import { holdfastQueue } from '../../queue/holdfast.ts'
import { pgBoss } from '../../queue/pg-boss.ts'
import { runQueue } from '../../queue/suite.ts'
import type { Recorder } from '../../recorder.ts'

/** How many jobs a worker pulls down at a time. */
const local = 500

export const postgresQueue = async (recorder: Recorder, folder: string, server: string): Promise<void> => {
  const admin = new Client({ connectionString: server })
  await admin.connect()
  const place = async (name: string): Promise<string> => {
    await admin.query(`create database queue_${name}`)
    const url = new URL(server)
    url.pathname = `/queue_${name}`
    return url.href
  }
  const database = await open(postgres(await place('holdfast')))
  const fillHistory = async (count: number): Promise<void> => {
    const queue = database.queue('bench')
    await queue.enqueue({})
    const [job] = await queue.claim()
    await queue.complete(job!)
    const columns = await database.all(
      sql`select column_name as name from information_schema.columns where table_name = 'holdfast_jobs' and column_name <> 'key'`,
    )
    const names = sql.raw(columns.map((column) => `"${(column as { name: string }).name}"`).join(', '))
    await database.run(
      sql`insert into holdfast_jobs (key, ${names}) select 'ended' || i, ${names} from holdfast_jobs, generate_series(1, ${count}::int) as n(i) where state = 'completed'`,
    )
    await database.run(sql`analyze holdfast_jobs`)
  }
  await runQueue(
    recorder,
    [
      holdfastQueue(database, true, local, fillHistory),
      await graphileWorker(await place('graphile'), 0),
      await graphileWorker(await place('graphile_local'), local),
      await pgBoss(await place('boss')),
    ],
    { concurrent: 10, batch: 1, work: { 'graphile-worker with local queue': 1.5 } },
    folder,
  )
  await admin.end()
}
