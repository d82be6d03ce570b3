import type { Capabilities, Limits } from '@holdfast/core'
import type { Location } from './engine/location.ts'

export const capabilitiesOf = ({ kind }: Location): Capabilities => ({
  sql: true,
  savepoints: false,
  serializable: true,
  cancel: true,
  concurrentWriters: false,
  multiProcess: false,
  persistent: kind !== 'memory',
})

export const limits: Limits = {
  keyBytes: 512,
  valueBytes: 16 * 1024 * 1024,
  nameBytes: 63,
  parameters: 65_535,
}
