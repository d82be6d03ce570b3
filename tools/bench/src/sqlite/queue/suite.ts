import { join } from 'node:path'

import { open, sql } from '@holdfast/core'
import { sqlite } from '@holdfast/sqlite'

import { holdfastQueue } from '../../queue/holdfast.ts'
import { plainjob } from '../../queue/plainjob.ts'
import { runQueue } from '../../queue/suite.ts'
import type { Recorder } from '../../recorder.ts'

export const sqliteQueue = async (recorder: Recorder, folder: string): Promise<void> => {
  const database = await open(sqlite(join(folder, 'queue-holdfast.db')))
  const fillHistory = async (count: number): Promise<void> => {
    await database.queue('bench').enqueue({})
    const [job] = await database.queue('bench').claim()
    await database.queue('bench').complete(job!)
    const columns = await database.all(
      sql`select name from pragma_table_info('holdfast_jobs') where name <> 'key'`,
    )
    const names = columns.map((column) => (column as { name: string }).name).join(', ')
    await database.run(
      sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
      insert into holdfast_jobs (key, ${sql.raw(names)}) select 'ended' || i, ${sql.raw(names)} from holdfast_jobs, n where state = 'completed'`,
    )
  }
  await runQueue(
    recorder,
    [holdfastQueue(database, true, 500, fillHistory), plainjob(join(folder, 'queue-plainjob.db'))],
    { batch: 1, rate: 10_000 },
    folder,
  )
}
