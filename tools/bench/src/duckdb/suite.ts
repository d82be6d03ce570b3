import { copyFileSync } from 'node:fs'
import { join } from 'node:path'

import { open } from '@holdfast/core'
import { duckdb } from '@holdfast/duckdb'

import { entries, store, type Value } from '../data.ts'
import { holdfast, makeAccounts } from '../holdfast.ts'
import type { Recorder } from '../recorder.ts'
import { runSuite } from '../suite.ts'
import { rawDuckdb } from './raw.ts'

/** No query builder of the others speaks DuckDB, so its driver is the only rival. */
export const duckdbSuite = async (recorder: Recorder, folder: string): Promise<void> => {
  const filled = join(folder, 'filled.duckdb')
  const database = await open(duckdb(filled))
  await database.keyValue<Value>(store).setMany(entries())
  await makeAccounts(database)
  await database.close()
  const copy = (name: string): string => {
    const file = join(folder, `${name}.duckdb`)
    copyFileSync(filled, file)
    return file
  }
  const ours = holdfast(await open(duckdb(copy('holdfast'))), true)
  const raw = await rawDuckdb(copy('raw'))
  await runSuite({ recorder, ours, raw, rivals: [], targets: { concurrentSet: 30, load: 0.8 }, folder })
  await Promise.all([ours.close(), raw.close()])
}
