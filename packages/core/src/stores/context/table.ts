import type { Line } from '../../migration/own/line.ts'
import { keyedTable, storeLine, type Keying } from '../keyed/keyed-line.ts'
import { rowTable, stampColumns, type RowTable } from '../keyed/sql-rows.ts'

/** A row for each value, and one for its scope, whose `member` is empty. */
const columns = [
  { name: 'scope', type: 'text' },
  { name: 'member', type: 'text' },
  { name: 'value', type: 'text', nullable: true },
] as const

const touched = 'holdfast_context_touched'
const scopes = 'holdfast_context_scope'

export const contextTable: RowTable = rowTable('context', 'holdfast_context', columns, {
  heads: touched,
  groups: scopes,
})

const indexes = [
  { name: touched, columns: ['member', 'updated_at'] },
  { name: scopes, columns: ['scope'] },
]

export const contextLine = (keying: Keying): Line =>
  storeLine('context', keyedTable(keying, contextTable.name, [...columns, ...stampColumns], indexes))
