import { open, sql } from '@holdfast/core'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../src/index.ts'
import { freshDatabase } from './drivers.ts'

test('autovacuum() goes by the number of changed rows where jobs and runs are claimed from the front of an index, and its setting is not drift', async () => {
  const db = await open(postgres(await freshDatabase()), { stores: ['queue', 'workflows', 'cache'] })
  onTestFinished(() => db.close())
  const early = await db.all(
    sql`select relname::text as name from pg_class where relname like 'holdfast%' and array_to_string(reloptions, ' ') like '%autovacuum_vacuum_scale_factor=0.005%' order by 1`,
  )
  expect(early).toStrictEqual([{ name: 'holdfast_jobs' }, { name: 'holdfast_workflows' }])
  expect(await db.migrations({ migrations: [] }).verify()).toMatchObject({ isWhole: true, drift: [] })
})
