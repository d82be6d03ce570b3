import type { Keeps } from '../contracts/column.ts'
import type { ColumnSchema, TableSchema } from '../contracts/table.ts'

type KeptName = 'created' | 'updated' | 'version' | 'tenant' | 'deletedAt' | 'deletedBy'
type Kept = Pick<TableSchema, KeptName>

const names: Readonly<Record<Keeps, KeptName>> = {
  created: 'created',
  updated: 'updated',
  version: 'version',
  tenant: 'tenant',
  'deleted-at': 'deletedAt',
  'deleted-by': 'deletedBy',
}

/** Which properties the library keeps. Each kind of them can occur once. */
export const keptProperties = (columns: readonly ColumnSchema[], action: string): Kept => {
  const kept: { -readonly [P in keyof Kept]: Kept[P] } = {}
  for (const { keeps, property } of columns) {
    if (keeps === undefined) continue
    const name = names[keeps]
    if (kept[name] !== undefined) {
      throw new TypeError(`Cannot ${action}: "${kept[name]}" and "${property}" are kept for the same purpose`)
    }
    kept[name] = property
  }
  return kept
}
