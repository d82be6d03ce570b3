import { checkBindable } from './bindable.ts'
import { checkColumnValue } from './column-value.ts'
import { checkLimit } from './duration.ts'
import { checkFilter, checkNarrowFilter } from './filter.ts'
import { type Change, checkPatch } from './patch.ts'
import { always, type Predicate } from './predicate.ts'
import { keyedCall, type KeyedCall, type RecordCall, recordCall, requireSoftDelete } from './record-call.ts'
import type { TableUse } from './table-use.ts'

/** A change of one row, only if it still has `ifVersion` where that is given. */
export interface VersionedCall extends KeyedCall {
  readonly ifVersion: string | undefined
}

export interface UpdateCall extends VersionedCall {
  readonly changes: readonly Change[]
}

export interface UpdateWhereCall extends RecordCall {
  readonly where: Predicate
  readonly changes: readonly Change[]
}

export interface DeleteCall extends VersionedCall {
  /** For the column that says who deletes; null where nobody is named. */
  readonly by: string | null
}

export interface DeleteWhereCall extends RecordCall {
  readonly where: Predicate
  readonly by: string | null
}

export interface PurgeCall extends RecordCall {
  readonly where: Predicate
  readonly deletedBefore: Date | undefined
  readonly limit: number
}

interface Given {
  readonly ifVersion?: unknown
  readonly by?: unknown
  readonly where?: unknown
  readonly deletedBefore?: unknown
  readonly limit?: unknown
}

/** Of `insert` and `insertMany`; the rows are checked by `NewRows`, one by one. */
export const checkInsert = (use: TableUse, options: object | undefined): RecordCall =>
  recordCall(use, 'insert into', options)

export function checkUpdate(
  use: TableUse,
  key: unknown,
  patch: unknown,
  options: object | undefined,
): UpdateCall {
  const call = keyedCall(use, 'update a row of', key, options, ['ifVersion'])
  return {
    ...call,
    changes: checkPatch(use.schema, patch, call.action),
    ifVersion: checkIfVersion(use, options, call.action),
  }
}

export function checkUpdateWhere(
  use: TableUse,
  where: unknown,
  patch: unknown,
  options: object | undefined,
): UpdateWhereCall {
  const call = recordCall(use, 'update rows of', options)
  return {
    ...call,
    where: checkNarrowFilter(use.schema, where, call.action),
    changes: checkPatch(use.schema, patch, call.action),
  }
}

export function checkDelete(use: TableUse, key: unknown, options: object | undefined): DeleteCall {
  const call = keyedCall(use, 'delete a row of', key, options, ['ifVersion', 'by'])
  return {
    ...call,
    ifVersion: checkIfVersion(use, options, call.action),
    by: checkBy(use, options, call.action),
  }
}

export function checkDeleteWhere(
  use: TableUse,
  where: unknown,
  options: object | undefined,
): DeleteWhereCall {
  const call = recordCall(use, 'delete rows of', options, ['by'])
  return {
    ...call,
    where: checkNarrowFilter(use.schema, where, call.action),
    by: checkBy(use, options, call.action),
  }
}

export function checkRestore(use: TableUse, key: unknown, options: object | undefined): KeyedCall {
  const call = keyedCall(use, 'restore a row of', key, options)
  requireSoftDelete(use, call.action)
  return call
}

export function checkPurge(use: TableUse, options: object = {}): PurgeCall {
  const call = recordCall(use, 'purge', options, ['where', 'deletedBefore', 'limit'])
  requireSoftDelete(use, call.action)
  const { where, deletedBefore, limit = 1_000 }: Given = options
  if (deletedBefore !== undefined && !(deletedBefore instanceof Date))
    throw new TypeError(`Cannot ${call.action}: deletedBefore must be a Date`)
  return {
    ...call,
    where: 'where' in options ? checkFilter(use.schema, where, call.action) : always,
    deletedBefore:
      deletedBefore === undefined ? undefined : (checkBindable(deletedBefore, call.action) as Date),
    limit: checkLimit(limit, call.action, 1_000_000),
  }
}

/** The version of a row that was not there must not turn into "whatever is there". */
function checkIfVersion(
  { schema }: TableUse,
  options: object | undefined,
  action: string,
): string | undefined {
  if (options === undefined || !('ifVersion' in options)) return undefined
  const { ifVersion }: Given = options
  if (typeof ifVersion !== 'string')
    throw new TypeError(`Cannot ${action}: ifVersion must be the version of a row`)
  if (schema.version === undefined)
    throw new TypeError(`Cannot ${action}: its rows have no version; define it with version()`)
  return ifVersion
}

function checkBy(use: TableUse, options: object | undefined, action: string): string | null {
  const { by }: Given = options ?? {}
  if (by === undefined) return null
  requireSoftDelete(use, action)
  const column = use.schema.columns.find(({ property }) => property === use.schema.deletedBy)!
  return checkColumnValue({ ...column, isNullable: false }, by, action) as string
}
