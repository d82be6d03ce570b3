import type { AnyTable, Session } from '@holdfast/core'
import type { ManualClock } from '../../manual-clock.ts'
import type { LooseRow } from '../records/loose-records.ts'
import type { TableName } from './record-tables.ts'

/** One of the two databases, with the versions that it gave out. */
export interface RecordWorld {
  readonly sessions: Readonly<Record<0 | 1 | 'system', Session>>
  readonly clock: ManualClock
  readonly tables: Readonly<Record<TableName, AnyTable>>
  /** By row, in the order in which they were seen. */
  readonly versions: Map<string, string[]>
}

/** What tells a row from others, in any table. */
export const rowOf = (row: LooseRow): string =>
  JSON.stringify([row['org'] ?? null, row['id'] ?? [row['userId'], row['slot']]])

/** What two databases can agree on: versions by their place in the history of their row. */
export const comparable = (world: RecordWorld, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((item) => comparable(world, item))
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array)
    return value
  const row = value as LooseRow
  return Object.fromEntries(
    Object.entries(row).map(([name, inner]) => {
      if (name !== 'version' || typeof inner !== 'string') return [name, comparable(world, inner)]
      const history = world.versions.get(rowOf(row)) ?? []
      if (!history.includes(inner)) world.versions.set(rowOf(row), [...history, inner])
      return [name, world.versions.get(rowOf(row))?.indexOf(inner)]
    }),
  )
}
