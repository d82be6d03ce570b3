import type { Line } from '../../migration/own/line.ts'
import { keyedTable, storeLine, type Keying } from '../keyed/keyed-line.ts'

export const tableName = 'holdfast_counters'

/** A row for each pattern, and one for each level of it, whose key is that of the pattern and the level. */
const columns = [
  { name: 'pattern', type: 'text' },
  /** Empty for the pattern itself. */
  { name: 'level', type: 'text' },
  { name: 'total', type: 'bigint' },
  { name: 'successes', type: 'bigint' },
  { name: 'failures', type: 'bigint' },
  { name: 'measured', type: 'bigint' },
  { name: 'sum', type: 'real' },
  { name: 'least', type: 'real', nullable: true },
  { name: 'greatest', type: 'real', nullable: true },
  { name: 'first_seen', type: 'bigint' },
  { name: 'last_seen', type: 'bigint' },
] as const

export const indexes = {
  total: 'holdfast_counters_total',
  pattern: 'holdfast_counters_pattern',
  seen: 'holdfast_counters_seen',
} as const

export const counterLine = (keying: Keying): Line =>
  storeLine(
    'counters',
    keyedTable(keying, tableName, columns, [
      { name: indexes.total, columns: ['level', 'total'] },
      { name: indexes.pattern, columns: ['pattern'] },
      { name: indexes.seen, columns: ['level', 'last_seen'] },
    ]),
  )
