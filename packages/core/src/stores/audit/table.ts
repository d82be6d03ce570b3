import type { Line } from '../../migration/own/line.ts'
import { keyedTable, storeLine, type Keying } from '../keyed/keyed-line.ts'

/** Entries; the key is the position. */
export const tableName = 'holdfast_audit'
/** What is known of each trail as a whole; its key is empty. */
export const trailTable = 'holdfast_audit_trails'
/** Entries by their request. */
export const requestIndex = 'holdfast_audit_request'

const columns = [
  { name: 'action', type: 'text' },
  { name: 'severity', type: 'text', nullable: true },
  { name: 'entity_type', type: 'text', nullable: true },
  { name: 'entity_id', type: 'text', nullable: true },
  { name: 'details', type: 'text', nullable: true },
  { name: 'actor', type: 'text', nullable: true },
  { name: 'reason', type: 'text', nullable: true },
  { name: 'request_id', type: 'text', nullable: true },
  { name: 'ip', type: 'text', nullable: true },
  { name: 'logged_at', type: 'bigint' },
  { name: 'previous', type: 'text', nullable: true },
  { name: 'hash', type: 'text', nullable: true },
] as const

const trailColumns = [
  /** `chain` or `plain`. */
  { name: 'kind', type: 'text' },
  { name: 'number', type: 'bigint' },
  { name: 'hash', type: 'text', nullable: true },
  /** A position. */
  { name: 'pruned', type: 'text', nullable: true },
  { name: 'pruned_hash', type: 'text', nullable: true },
  /** The time of the last statement that held the row. */
  { name: 'held_at', type: 'bigint' },
] as const

export const auditLine = (keying: Keying): Line =>
  storeLine(
    'audit',
    keyedTable(keying, trailTable, trailColumns),
    keyedTable(
      keying,
      tableName,
      columns,
      // Each is written with every entry, so there is none by action.
      [
        { name: 'holdfast_audit_time', columns: ['logged_at'] },
        {
          name: 'holdfast_audit_entity',
          columns: ['entity_type', 'entity_id', 'logged_at'],
          notNull: 'entity_type',
        },
        { name: 'holdfast_audit_actor', columns: ['actor', 'logged_at'], notNull: 'actor' },
        { name: requestIndex, columns: ['request_id'], notNull: 'request_id' },
      ],
      { column: 'key', table: trailTable, until: 'pruned', shared: ['ns', 'name'] },
    ),
  )
