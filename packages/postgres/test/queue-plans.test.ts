import { open, sql } from '@holdfast/core'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../src/index.ts'
import { freshDatabase } from './drivers.ts'

test('queue.claim() finds jobs by the indexes that have none of those that ended', async () => {
  const texts = new Set<string>()
  const db = await open(postgres({ url: await freshDatabase() }), {
    stores: ['queue'],
    log: ({ attributes }) => texts.add(String(attributes['db.query.text'])),
  })
  onTestFinished(() => db.close())
  const queue = db.queue('jobs')
  await queue.enqueueMany(Array.from({ length: 5_000 }, (_, n) => ({ payload: n })))
  const ended = await queue.claim({ limit: 4_900 })
  await Promise.all(ended.map((job) => queue.complete(job)))
  await db.run(sql`analyze holdfast_jobs`)
  texts.clear()
  await queue.claim({ limit: 5 })
  const text = [...texts].find((one) => one.includes('materialized'))!
  const count = Math.max(...[...text.matchAll(/\$(\d+)/g)].map(([, digits]) => Number(digits)))
  const plan = await db.transaction(async (tx) => {
    await tx.run(sql`set local plan_cache_mode = force_generic_plan`)
    await tx.run(sql`${sql.raw(`prepare claim as ${text}`)}`)
    const nulls = Array.from({ length: count }, () => 'null').join(', ')
    const rows = await tx.all(sql`${sql.raw(`explain execute claim(${nulls})`)}`)
    await tx.run(sql`deallocate claim`)
    return rows.map((row) => String(row['QUERY PLAN'])).join('\n')
  })
  expect(plan).toContain('holdfast_jobs_ready')
  expect(plan).toContain('holdfast_jobs_due')
  expect(plan).not.toContain('Seq Scan on holdfast_jobs')
})
