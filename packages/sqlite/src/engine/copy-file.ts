import type { Database } from 'better-sqlite3'
import type { Settings } from '../options.ts'
import { openHandle } from './handle.ts'

/** Pages between two looks at the event loop: some ten milliseconds. */
const stride = 512

/**
 * Copies the database page by page, by the engine. From a file, on a handle of its own whose snapshot is held: the engine would begin
 * again whenever another connection writes.
 */
export async function copyTo(handle: Database, file: string, settings: Settings): Promise<void> {
  if (settings.memory) {
    await handle.backup(file, { progress: () => stride })
    return
  }
  const reader = openHandle(settings, 'reader')
  try {
    reader.exec('BEGIN')
    reader.prepare('select count(*) from sqlite_schema').get()
    await reader.backup(file, { progress: () => stride })
  } finally {
    reader.close()
  }
}

export const sizeOf = (handle: Database): number =>
  Number(handle.pragma('page_count', { simple: true })) * Number(handle.pragma('page_size', { simple: true }))
