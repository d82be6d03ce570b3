import type { Visibility } from '../contracts/records.ts'
import type { ColumnSchema, TableSchema } from '../contracts/table.ts'
import { checkIncludes, type Include } from './includes.ts'
import { requireColumn } from './table.ts'
import type { TableUse } from './table-use.ts'

/** What of the rows is read. */
export interface Reading {
  /** In the order of the result's properties. */
  readonly columns: readonly ColumnSchema[]
  readonly includes: readonly Include[]
  readonly visibility: Visibility
  readonly forUpdate: boolean
}

interface Given {
  readonly select?: unknown
  readonly with?: unknown
  readonly include?: unknown
  readonly forUpdate?: unknown
}

/** Names of the options that `checkReading` reads. */
export const readingOptions = ['select', 'with', 'include', 'forUpdate', 'signal'] as const

/** Throws `TypeError`. Rows can be locked in a transaction only. */
export function checkReading(
  { schema, tenancy, inTransaction }: TableUse,
  { select, with: includes, include, forUpdate = false }: Given,
  action: string,
): Reading {
  if (typeof forUpdate !== 'boolean') throw new TypeError(`Cannot ${action}: forUpdate must be a boolean`)
  if (forUpdate && !inTransaction) {
    throw new TypeError(
      `Cannot ${action} for update outside a transaction: the lock would end with the call; use transaction()`,
    )
  }
  return {
    columns: checkSelect(schema, select, action),
    includes: includes === undefined ? [] : checkIncludes(schema, includes, tenancy, action),
    visibility: checkVisibility(include, action),
    forUpdate,
  }
}

export function checkVisibility(include: unknown, action: string): Visibility {
  if (include === undefined) return 'active'
  if (include === 'active' || include === 'deleted' || include === 'all') return include
  throw new TypeError(`Cannot ${action}: include must be "active", "deleted" or "all"`)
}

function checkSelect(schema: TableSchema, select: unknown, action: string): readonly ColumnSchema[] {
  if (select === undefined) return schema.columns
  if (!Array.isArray(select) || select.length === 0) {
    throw new TypeError(`Cannot ${action}: select must be an array of at least one column`)
  }
  return [...new Set(select)].map((property: unknown) => requireColumn(schema, property, action))
}
