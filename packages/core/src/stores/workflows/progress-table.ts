import type { Line } from '../../migration/own/line.ts'
import { keyedTable, storeLine, type Keying } from '../keyed/keyed-line.ts'
import { rowTable, stampColumns, type RowTable } from '../keyed/sql-rows.ts'

const columns = [
  { name: 'value', type: 'text' },
  { name: 'progress', type: 'text' },
] as const

export const progressTable: RowTable = rowTable('progress', 'holdfast_progress', columns)

export const progressLine = (keying: Keying): Line =>
  storeLine('progress', keyedTable(keying, progressTable.name, [...columns, ...stampColumns]))
