import type { ColumnSchema, TableSchema } from '../contracts/table.ts'
import { checkColumnValue, type ColumnValue } from './column-value.ts'
import { missing } from './new-row.ts'
import { requireColumn } from './table.ts'

/** What becomes of one column: a new value, or what is there and `by`. */
export type Change =
  | { readonly column: ColumnSchema; readonly value: ColumnValue }
  | { readonly column: ColumnSchema; readonly by: number | bigint | string }

const numeric = new Set(['integer', 'bigint', 'real', 'decimal'])

/** Checks what is to be changed: at least one column, none that is in the key or kept by the library. */
export function checkPatch(schema: TableSchema, patch: unknown, action: string): readonly Change[] {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    throw new TypeError(`Cannot ${action}: give the columns to change as an object`)
  }
  const changes = Object.entries(patch).map(([property, value]): Change => {
    const column = requireColumn(schema, property, action)
    refuseKept(schema, column, action)
    if (value === null && !column.isNullable) throw missing(schema, column, action)
    const by = incrementOf(column, value)
    if (by === undefined) return { column, value: checkColumnValue(column, value, action) }
    if (!numeric.has(column.kind)) {
      throw new TypeError(
        `Cannot ${action}: the column "${property}" is of the type ${column.kind} and takes no increment`,
      )
    }
    return {
      column,
      by: checkColumnValue({ ...column, isNullable: false }, by, action) as number | bigint | string,
    }
  })
  if (changes.length === 0) throw new TypeError(`Cannot ${action}: there is nothing to change`)
  return changes
}

/** Whether a column cannot be changed: it is in the key, or the library keeps it. */
export const isKept = ({ primaryKey }: TableSchema, { property, keeps }: ColumnSchema): boolean =>
  keeps !== undefined || primaryKey.includes(property)

/** Throws `TypeError` for a column that cannot be changed. */
export function refuseKept(schema: TableSchema, { property, keeps }: ColumnSchema, action: string): void {
  if (keeps !== undefined)
    throw new TypeError(`Cannot ${action}: the column "${property}" is kept by the library`)
  if (schema.primaryKey.includes(property)) {
    throw new TypeError(
      `Cannot ${action}: the column "${property}" is in the primary key, which never changes`,
    )
  }
}

/** A JSON column may hold an object that looks like an increment; it takes none. */
const incrementOf = ({ kind }: ColumnSchema, value: unknown): unknown =>
  kind !== 'json' &&
  typeof value === 'object' &&
  value !== null &&
  'increment' in value &&
  Object.keys(value).length === 1
    ? value.increment
    : undefined
