import { join } from 'node:path'

import { open } from '@holdfast/core'
import { duckdb } from '@holdfast/duckdb'

import { runChanges } from '../../changes/suite.ts'
import type { Recorder } from '../../recorder.ts'

export const duckdbChanges = async (recorder: Recorder, folder: string): Promise<void> =>
  runChanges(recorder, await open(duckdb(join(folder, 'changes.duckdb'))), folder)
