import type { Line } from '../../migration/own/line.ts'
import { keyedTable, storeLine, type Keying } from '../keyed/keyed-line.ts'
import { rowTable, stampColumns, type RowTable } from '../keyed/sql-rows.ts'

const columns = [
  { name: 'period', type: 'text' },
  { name: 'type', type: 'text' },
  { name: 'label', type: 'text' },
  { name: 'period_start', type: 'bigint' },
  { name: 'metrics', type: 'text', nullable: true },
  { name: 'forecast', type: 'text', nullable: true },
] as const

export const snapshotTable: RowTable = rowTable('snapshots', 'holdfast_snapshots', columns)

export const snapshotLine = (keying: Keying): Line =>
  storeLine('snapshots', keyedTable(keying, snapshotTable.name, [...columns, ...stampColumns]))
