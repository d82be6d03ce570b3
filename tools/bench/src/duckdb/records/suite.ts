import { copyFileSync } from 'node:fs'
import { join } from 'node:path'

import { open, sql } from '@holdfast/core'
import { duckdb } from '@holdfast/duckdb'

import type { Recorder } from '../../recorder.ts'
import { holdfastRecords, makePeople } from '../../records/holdfast.ts'
import { runRecords } from '../../records/suite.ts'
import { rawDuckdbRecords } from './raw.ts'

/** No query builder of the others speaks DuckDB, so its driver is the only rival. */
export const duckdbRecords = async (recorder: Recorder, folder: string): Promise<void> => {
  const filled = join(folder, 'people.duckdb')
  const database = await open(duckdb(filled))
  await makePeople(database)
  await database.close()
  const copy = (name: string): string => {
    const file = join(folder, `people-${name}.duckdb`)
    copyFileSync(filled, file)
    return file
  }
  const opened = await open(duckdb(copy('holdfast')))
  const clear = async (): Promise<void> => {
    await opened.run(sql`delete from imports`)
  }
  const ours = holdfastRecords(opened, { insert: true, get: true }, clear)
  const raw = await rawDuckdbRecords(copy('raw'))
  const targets = { get: 1, insert: 1, sharedInsert: 1 }
  await runRecords({ recorder, ours, raw, rivals: [], targets, folder })
  await Promise.all([ours.close(), raw.close()])
}
