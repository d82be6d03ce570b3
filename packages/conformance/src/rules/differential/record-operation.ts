import type { TableName } from './record-tables.ts'

/** One step that is done on both databases. What it takes besides depends on what it does. */
export interface RecordOperation {
  readonly do: string
  readonly on: TableName
  /** The first tenant, the second, or all of them. */
  readonly as: 0 | 1 | 'system'
  readonly [given: string]: unknown
}
