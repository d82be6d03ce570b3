import type { Line } from '../../migration/own/line.ts'
import { keyedTable, storeLine, type Keying } from '../keyed/keyed-line.ts'
import { rowTable, stampColumns, type RowTable } from '../keyed/sql-rows.ts'

/** A row for each record of a rule, one for each scope of a key, and one for the store: see `RuleRow`. */
const columns = [
  { name: 'type', type: 'text' },
  { name: 'rule', type: 'text' },
  { name: 'scope', type: 'text' },
  { name: 'priority', type: 'bigint' },
  { name: 'valid_from', type: 'bigint' },
  { name: 'valid_until', type: 'bigint' },
  { name: 'rule_id', type: 'text' },
  { name: 'seq', type: 'bigint', nullable: true },
  { name: 'recorded_at', type: 'bigint', nullable: true },
  { name: 'superseded_at', type: 'bigint' },
  { name: 'body', type: 'text', nullable: true },
] as const

export const ruleTable: RowTable = rowTable('rules', 'holdfast_rules', columns)

const indexes = [{ name: 'holdfast_rules_superseded', columns: ['superseded_at'] }]

export const ruleLine = (keying: Keying): Line =>
  storeLine('rules', keyedTable(keying, ruleTable.name, [...columns, ...stampColumns], indexes))
