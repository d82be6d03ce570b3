import type { Line } from '../../migration/own/line.ts'
import { keyedTable, storeLine, type Keying } from '../keyed/keyed-line.ts'
import { leaseColumns } from '../leases/lease-columns.ts'

export const tableName = 'holdfast_cache'
export const tagTable = 'holdfast_cache_tags'
export const sweepTable = 'holdfast_cache_sweeps'

/**
 * A row without a value says that somebody loads one, or that a transaction has removed what others may be loading. Times are null for what lives
 * until it is invalidated. `tags` holds the stamps that its tags had when the value began to be made: where one has another now, or none, the row
 * counts for nothing. `writer` is the transaction that set it, where others write at the same time: its own sweeps spare it.
 */
const columns = [
  { name: 'value', type: 'text', nullable: true },
  { name: 'tags', type: 'text', nullable: true },
  { name: 'fresh_until', type: 'bigint', nullable: true },
  { name: 'stale_until', type: 'bigint', nullable: true },
  { name: 'retry_at', type: 'bigint', nullable: true },
  { name: 'writer', type: 'text', nullable: true },
  ...leaseColumns,
] as const

/** A stamp is never used again, so a row may go at any time: what has it is gone then. */
const tagColumns = [
  { name: 'stamp', type: 'text' },
  { name: 'expires_at', type: 'bigint', nullable: true },
] as const

/** Ranges that a committed transaction has removed and that are still to be looked through: until then nothing in them counts. */
const sweepColumns = [
  { name: 'low', type: 'text' },
  { name: 'high', type: 'text', nullable: true },
  { name: 'writer', type: 'text' },
] as const

export const cacheLine = (keying: Keying): Line =>
  storeLine(
    'cache',
    keyedTable(keying, tableName, columns, [
      { name: 'holdfast_cache_expiry', columns: ['stale_until'], notNull: 'stale_until' },
    ]),
    keyedTable(keying, tagTable, tagColumns, [
      { name: 'holdfast_cache_tags_expiry', columns: ['expires_at'], notNull: 'expires_at' },
    ]),
    keyedTable(keying, sweepTable, sweepColumns),
  )
