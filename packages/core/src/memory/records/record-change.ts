import type { EpochMilliseconds } from '../../contracts/environment.ts'
import type { TableSchema } from '../../contracts/table.ts'
import { changeRows } from '../../door/change-rows.ts'
import { keepKey, keepValue, type KeptChange } from '../../door/change-value.ts'
import { identityOf } from '../../door/portable-text.ts'
import { trackingOf, type TrackedColumn, type Tracking } from '../../door/tracking.ts'
import type { State } from '../state.ts'
import type { RecordTable } from './record-table.ts'
import { type RowValues, valueAt } from './row-values.ts'

/** By whom, why, when, and in which transaction. */
export interface Author {
  readonly actor: string | null
  readonly reason: string | null
  readonly request: string | null
  readonly tx: string
  readonly at: EpochMilliseconds
}

/** What is to be recorded of one change of a row of this table; undefined for nothing. */
export function changeRow(
  state: State,
  schema: TableSchema,
  { before, after }: { readonly before?: RowValues; readonly after?: RowValues },
  { at, ...author }: Author,
): RowValues | undefined {
  const tracking = trackingOf(schema)
  const history = state.records.get(changeRows.name)
  const row = after ?? before
  if (tracking === undefined || history === undefined || row === undefined) return undefined
  const operation = operationOf(tracking, before, after)
  const fields = tracking.columns.flatMap((column): [string, KeptChange][] => {
    const change = changeIn(column, before, after)
    return change === undefined ? [] : [[column.name, change]]
  })
  if (operation === 'update' && fields.length === 0) return undefined
  const ns = tracking.tenant === undefined ? '' : String(row[tracking.tenant])
  const record = keepKey(tracking.key.map((column) => valueAt(row, column)))
  const last = lastOf(history, [ns, schema.name, record])
  return {
    ns,
    entity: schema.name,
    record,
    version: Number(last?.['version'] ?? 0) + 1,
    operation,
    at: Math.max(at, Number(last?.['at'] ?? 0)),
    ...author,
    fields: JSON.stringify(Object.fromEntries(fields)),
  }
}

const operationOf = (
  { deletedAt }: Tracking,
  before: RowValues | undefined,
  after: RowValues | undefined,
): string => {
  if (before === undefined) return 'insert'
  if (after === undefined) return 'delete'
  if (deletedAt === undefined) return 'update'
  const [was, is] = [before[deletedAt] ?? null, after[deletedAt] ?? null]
  if ((was === null) === (is === null)) return 'update'
  return is === null ? 'restore' : 'soft-delete'
}

const changeIn = (
  column: TrackedColumn,
  before: RowValues | undefined,
  after: RowValues | undefined,
): KeptChange | undefined => {
  const old = before === undefined ? null : keepValue(valueAt(before, column))
  const now = after === undefined ? null : keepValue(valueAt(after, column))
  if (before !== undefined && after !== undefined && old === now) return undefined
  return column.redacted === true ? ['redacted'] : [column.kind, old, now]
}

/** Versions have no gap, so the last one is found by halving. */
const lastOf = (history: RecordTable, key: readonly [string, string, string]): RowValues | undefined => {
  const at = (version: number): RowValues | undefined => history.get(identityOf([...key, version]))
  if (at(1) === undefined) return undefined
  let known = 1
  while (at(known * 2) !== undefined) known *= 2
  let unknown = known * 2
  while (unknown - known > 1) {
    const middle = Math.floor((known + unknown) / 2)
    if (at(middle) === undefined) unknown = middle
    else known = middle
  }
  return at(known)
}

/** The tables that are tracked need the table of changes. */
export const needsHistory = (schemas: readonly TableSchema[]): boolean =>
  schemas.some((schema) => trackingOf(schema) !== undefined)
