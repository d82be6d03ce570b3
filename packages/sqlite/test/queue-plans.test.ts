import { open, sql } from '@holdfast/core'
import { expect, test } from 'vitest'
import { sqlite } from '../src/index.ts'
import { afterwards, scratchFile } from './scratch.ts'

test('queue.claim() finds jobs by the indexes that have none of those that ended', async () => {
  const texts = new Set<string>()
  const db = await open(sqlite(scratchFile()), {
    stores: ['queue'],
    log: ({ attributes }) => texts.add(String(attributes['db.query.text'])),
  })
  afterwards(() => db.close())
  await db.queue('jobs').enqueue(1)
  expect(await db.queue('jobs').claim()).toHaveLength(1)
  const text = [...texts].find((one) => one.includes('materialized'))!
  // Without values every parameter is null, which the plan does not depend on.
  const bare = text.replaceAll(/\?\d+/g, 'null')
  const rows = await db.all(sql`${sql.raw(`explain query plan ${bare}`)}`)
  const plan = rows.map(({ detail }) => String(detail))
  const ofJobs = plan.filter((line) => /\bt\b/.test(line)).toSorted()
  expect(ofJobs).toHaveLength(3)
  expect(ofJobs[0]).toContain('holdfast_jobs_ready (ns=? AND name=? AND ready>?)')
  expect(ofJobs[1]).toContain('holdfast_jobs_due (ns=? AND name=? AND leased_until<?)')
  expect(ofJobs[2]).toContain('PRIMARY KEY (ns=? AND name=? AND key=?)')
})
