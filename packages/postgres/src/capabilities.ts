import type { Capabilities, Limits } from '@holdfast/core'

export const capabilities: Capabilities = {
  sql: true,
  savepoints: true,
  serializable: true,
  cancel: true,
  concurrentWriters: true,
  multiProcess: true,
  foreignKeys: true,
  partialIndexes: true,
  tracksSql: true,
  persistent: true,
  appendOnly: true,
}

export const limits: Limits = {
  keyBytes: 512,
  valueBytes: 16 * 1024 * 1024,
  nameBytes: 63,
  parameters: 65_535,
  decimalDigits: 38,
}
