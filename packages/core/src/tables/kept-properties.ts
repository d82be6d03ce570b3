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
  for (const column of columns) {
    const { keeps, property } = column
    if (keeps === undefined) continue
    refuseChanged(column, action)
    const name = names[keeps]
    if (kept[name] !== undefined) {
      throw new TypeError(`Cannot ${action}: "${kept[name]}" and "${property}" are kept for the same purpose`)
    }
    kept[name] = property
  }
  if ((kept.deletedAt === undefined) !== (kept.deletedBy === undefined)) {
    throw new TypeError(`Cannot ${action}: a soft delete keeps both of its columns, as ...softDelete()`)
  }
  return kept
}

/** What the library keeps has one meaning on every table: a null tenant would be seen by none, a null version match nothing. */
const refuseChanged = (
  { keeps, property, isNullable, fallback, isUnique, reference }: ColumnSchema,
  action: string,
): void => {
  const isMark = keeps === 'deleted-at' || keeps === 'deleted-by'
  if (isNullable !== isMark || fallback !== undefined || isUnique === true || reference !== undefined) {
    throw new TypeError(
      `Cannot ${action}: the library keeps "${property}", which can get another name and nothing else`,
    )
  }
}
