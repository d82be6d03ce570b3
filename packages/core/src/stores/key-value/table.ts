import type { Line } from '../../migration/own/line.ts'
import { keyedTable, storeLine, type Keying } from '../keyed/keyed-line.ts'

export const tableName = 'holdfast_key_value'

/** `num` repeats a whole number, so that the engine can add to it. */
const columns = [
  { name: 'value', type: 'text' },
  { name: 'num', type: 'bigint', nullable: true },
  { name: 'version', type: 'text' },
  { name: 'created_at', type: 'bigint' },
  { name: 'updated_at', type: 'bigint' },
  { name: 'expires_at', type: 'bigint', nullable: true },
] as const

const expiry = { name: 'holdfast_key_value_expiry', columns: ['expires_at'], notNull: 'expires_at' }

export const keyValueLine = (keying: Keying): Line =>
  storeLine('key-value', keyedTable(keying, tableName, columns, [expiry]))
