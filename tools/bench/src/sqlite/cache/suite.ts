import { join } from 'node:path'

import { runCache } from '../../cache/suite.ts'
import type { Recorder } from '../../recorder.ts'

export const sqliteCache = (recorder: Recorder, folder: string): Promise<void> =>
  runCache(
    'sqlite',
    recorder,
    async (name) => join(folder, `cache-${name}.db`),
    folder,
    async () => undefined,
  )
