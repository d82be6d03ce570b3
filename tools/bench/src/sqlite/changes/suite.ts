import { join } from 'node:path'

import { open } from '@holdfast/core'
import { sqlite } from '@holdfast/sqlite'

import { runChanges } from '../../changes/suite.ts'
import type { Recorder } from '../../recorder.ts'

export const sqliteChanges = async (recorder: Recorder, folder: string): Promise<void> =>
  runChanges(recorder, await open(sqlite(join(folder, 'changes.db'))), folder)
