import Native, { type Database } from 'better-sqlite3'

/** As durable as ours: the driver drops to NORMAL in WAL mode unless it is told otherwise. */
export const durable = (handle: Database): Database => {
  handle.pragma('journal_mode = wal')
  handle.pragma('synchronous = full')
  return handle
}

export const openHandle = (file: string): Database => durable(new Native(file))
