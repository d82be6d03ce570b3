import type { Line } from '../../migration/own/line.ts'
import { keyedTable, storeLine, type Keying } from '../keyed/keyed-line.ts'
import { leaseColumns } from '../leases/lease-columns.ts'

export const tableName = 'holdfast_locks'

/** A row stays when its lock was released, for its fence. */
export const lockLine = (keying: Keying): Line =>
  storeLine('locks', keyedTable(keying, tableName, [...leaseColumns, { name: 'owner', type: 'text' }]))
