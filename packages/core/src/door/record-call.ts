import type { ColumnSchema } from '../contracts/table.ts'
import { checkOptions } from './options.ts'
import { checkRecordKey, type RecordKey } from './record-key.ts'
import { checkSignal } from './signal.ts'
import type { TableUse } from './table-use.ts'

/** What every checked call of `Records` has: its words in an error, and how its caller gives up. */
export interface RecordCall {
  readonly action: string
  readonly signal: AbortSignal | undefined
}

/** A call that is about one row, by its key. */
export interface KeyedCall extends RecordCall {
  readonly key: RecordKey
}

interface Signalled {
  readonly signal?: unknown
}

/** `verb` and the table, as `insert into "users"`. `known` are the names of the options beside `signal`. */
export function recordCall(
  use: TableUse,
  verb: string,
  options: unknown,
  known: readonly string[] = [],
): RecordCall {
  const action = `${verb} "${use.schema.name}"`
  checkOptions(options, [...known, 'signal'], action)
  return { action, signal: checkSignal((options as Signalled | undefined)?.signal, action) }
}

export function keyedCall(
  use: TableUse,
  verb: string,
  key: unknown,
  options: unknown,
  known: readonly string[] = [],
): KeyedCall {
  const call = recordCall(use, verb, options, known)
  return { ...call, key: checkRecordKey(use.schema, key, use.tenant, call.action) }
}

/** The column that keeps deletions, of a table that has soft delete. Throws `TypeError`. */
export function requireSoftDelete({ schema }: TableUse, action: string): ColumnSchema {
  const column = schema.columns.find(({ property }) => property === schema.deletedAt)
  if (column !== undefined) return column
  throw new TypeError(`Cannot ${action}: its rows are deleted for good; define it with softDelete()`)
}
