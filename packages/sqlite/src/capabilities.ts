import type { Capabilities, Limits } from '@holdfast/core'

/** A database in a file. */
export const fileCapabilities: Capabilities = {
  sql: true,
  savepoints: true,
  serializable: true,
  // The engine runs in the thread of the caller, so nothing can reach it while a statement runs.
  cancel: false,
  // A file has one writer; others wait for it.
  concurrentWriters: false,
  multiProcess: true,
  foreignKeys: true,
  partialIndexes: true,
  tracksSql: true,
  persistent: true,
  appendOnly: true,
}

/** A database in memory. */
export const memoryCapabilities: Capabilities = {
  ...fileCapabilities,
  // It belongs to its one connection: nobody else can see it, and it ends with it.
  multiProcess: false,
  persistent: false,
}

export const limits: Limits = {
  keyBytes: 512,
  valueBytes: 16 * 1024 * 1024,
  nameBytes: 63,
  // SQLITE_MAX_VARIABLE_NUMBER as better-sqlite3 is built.
  parameters: 32_766,
  // A decimal is an integer of 64 bits.
  decimalDigits: 18,
}
