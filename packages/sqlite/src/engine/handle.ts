import Native, { type Database } from 'better-sqlite3'
import { HoldfastError } from '@holdfast/core'
import { isBusy } from '../errors.ts'
import type { Settings } from '../options.ts'
import { defineContentFunctions } from './content-functions.ts'
import { openFailure } from './open-failure.ts'

/** The log of the file is cut back to this after a checkpoint, in bytes: else it keeps the size it once had. */
const logLimit = 64 * 1024 * 1024

/**
 * Opens and configures one handle. Everything that better-sqlite3 or its build decides otherwise is set on each: it drops
 * `synchronous` to NORMAL as soon as the file is in WAL mode, and would freeze the event loop while the file is busy.
 * Throws a `HoldfastError`, or the engine's own error when another process holds the lock.
 */
export function openHandle(settings: Settings, role: 'main' | 'reader'): Database {
  const { file, create, readOnly } = settings
  let handle: Database | undefined
  try {
    handle = new Native(file, {
      timeout: 0,
      readonly: readOnly,
      fileMustExist: readOnly || !create || role === 'reader',
    })
    configure(handle, settings, role)
    return handle
  } catch (error) {
    handle?.close()
    if (isBusy(error)) throw error
    throw openFailure(error, settings)
  }
}

function configure(
  handle: Database,
  { durability, memory, readOnly }: Settings,
  role: 'main' | 'reader',
): void {
  defineContentFunctions(handle)
  handle.pragma('foreign_keys = on')
  handle.pragma(`synchronous = ${durability}`)
  if (role === 'reader') {
    handle.pragma('query_only = on')
    // Lifts only the driver's own ban on BEGIN, COMMIT and SAVEPOINT beside a stream; a reader cannot write anyway.
    handle.unsafeMode(true)
  } else if (!memory && !readOnly) {
    handle.pragma(`journal_size_limit = ${logLimit}`)
    const mode: unknown = handle.pragma('journal_mode = wal', { simple: true })
    if (mode !== 'wal') {
      throw new HoldfastError(
        'unsupported',
        'The file cannot have a write-ahead log, so readers would block its writer.',
      )
    }
  }
}
