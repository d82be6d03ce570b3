import type { Capabilities, Limits } from '@holdfast/core'
import type { Location } from './engine/location.ts'

export const capabilitiesOf = ({ kind }: Location): Capabilities => ({
  sql: true,
  savepoints: false,
  serializable: true,
  cancel: true,
  concurrentWriters: false,
  multiProcess: false,
  // The engine has them, but without cascade, and it refuses to update a row that another one refers to.
  foreignKeys: false,
  partialIndexes: false,
  // The engine has no triggers.
  tracksSql: false,
  persistent: kind !== 'memory',
  // The engine has no triggers.
  appendOnly: false,
})

export const limits: Limits = {
  keyBytes: 512,
  valueBytes: 16 * 1024 * 1024,
  nameBytes: 63,
  parameters: 65_535,
  decimalDigits: 38,
}
