import { open } from '@holdfast/core'
import { postgres } from '@holdfast/postgres'

import { runChanges } from '../../changes/suite.ts'
import type { Recorder } from '../../recorder.ts'

export const postgresChanges = async (recorder: Recorder, folder: string, server: string): Promise<void> =>
  runChanges(recorder, await open(postgres(server)), folder)
