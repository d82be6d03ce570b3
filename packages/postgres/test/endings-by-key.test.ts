import { open, sql } from '@holdfast/core'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../src/index.ts'
import { freshDatabase } from './drivers.ts'

test('complete() finds jobs by their keys where the server has no statistics, and does not go through all leases', async () => {
  const place = await freshDatabase()
  const db = await open(postgres(place))
  const jobs = db.queue('jobs')
  await jobs.enqueueMany(Array.from({ length: 1_000 }, (_, n) => ({ payload: n })))
  const claimed = await jobs.claim({ limit: 1_000 })
  await Promise.all(claimed.slice(0, 100).map((job) => jobs.complete(job)))
  // A connection that ends tells what it has read.
  await db.close()
  const other = await open(postgres(place))
  onTestFinished(() => other.close())
  const read = await other.all(
    sql`select idx_tup_read::int as rows from pg_stat_user_indexes where indexrelname = 'holdfast_jobs_due'`,
  )
  expect((read[0] as { rows: number }).rows).toBeLessThan(100)
})
