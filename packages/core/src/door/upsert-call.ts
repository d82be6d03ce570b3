import type { ColumnSchema, TableSchema } from '../contracts/table.ts'
import { type CheckedRow, NewRows } from './new-row.ts'
import { type Change, checkPatch, isKept, refuseKept } from './patch.ts'
import { type RecordCall, recordCall } from './record-call.ts'
import { requireColumn } from './table.ts'
import type { TableUse } from './table-use.ts'

export interface UpsertCall extends RecordCall {
  /** The columns that say whether the row exists, the tenant first: those of the primary key or of one unique constraint. */
  readonly on: readonly ColumnSchema[]
  /** A checked patch, columns that take what the new row would have (its defaults too), or `given`: those that the row names. */
  readonly update: readonly Change[] | 'given'
  readonly take: readonly ColumnSchema[]
}

/** One row of an upsert. A row that exists gets `changes`, and in the columns of `take` what `row` has; with neither it stays untouched. */
export interface UpsertRow {
  readonly row: CheckedRow
  readonly take: readonly ColumnSchema[]
  readonly changes: readonly Change[]
}

interface Given {
  readonly on?: unknown
  readonly update?: unknown
}

/** Of `upsert` and `upsertMany`; the rows are checked by `UpsertRows`, one by one. */
export function checkUpsert(use: TableUse, options: object | undefined): UpsertCall {
  const call = recordCall(use, 'upsert into', options, ['on', 'update'])
  const { on, update }: Given = options ?? {}
  return {
    ...call,
    on: checkOn(use.schema, on, call.action).map((name) => requireColumn(use.schema, name, call.action)),
    ...checkUpdate(use.schema, update, call.action),
  }
}

const none: readonly Change[] = []

/** Checks the rows of one upsert. */
export class UpsertRows {
  readonly #rows: NewRows
  readonly #call: UpsertCall
  readonly #changeable: readonly ColumnSchema[]
  #lastNamed: readonly ColumnSchema[] = []

  constructor({ schema, tenant }: TableUse, call: UpsertCall) {
    this.#rows = new NewRows(schema, tenant)
    this.#call = call
    this.#changeable = schema.columns.filter((column) => !isKept(schema, column) && !call.on.includes(column))
  }

  check(given: unknown): UpsertRow {
    const { action, update, take } = this.#call
    const row = this.#rows.check(given, action)
    if (update !== 'given') return { row, take, changes: update }
    const values = given as Readonly<Record<string, unknown>>
    return { row, take: this.#named(values), changes: none }
  }

  /** The same array again for a row that names the same columns as the one before: whoever sends rows together compares it. */
  #named(values: Readonly<Record<string, unknown>>): readonly ColumnSchema[] {
    const last = this.#lastNamed
    let same = 0
    for (const column of this.#changeable) {
      const { property } = column
      if (values[property] === undefined || !Object.hasOwn(values, property)) continue
      if (last[same] !== column) return (this.#lastNamed = this.#namedAnew(values))
      same++
    }
    return same === last.length ? last : (this.#lastNamed = last.slice(0, same))
  }

  #namedAnew(values: Readonly<Record<string, unknown>>): readonly ColumnSchema[] {
    return this.#changeable.filter(
      ({ property }) => Object.hasOwn(values, property) && values[property] !== undefined,
    )
  }
}

/** The names of the columns, with the tenant, which callers leave out because it is always among them. */
function checkOn(schema: TableSchema, on: unknown, action: string): readonly string[] {
  if (on === undefined) return schema.primaryKey
  const constraints = [schema.primaryKey, ...schema.uniques.map(({ columns }) => columns)]
  const own = (columns: readonly unknown[]): readonly unknown[] =>
    columns.filter((name) => name !== schema.tenant)
  if (Array.isArray(on)) {
    const wanted = new Set(own(on))
    const found = constraints.find(
      (columns) => own(columns).length === own(on).length && own(columns).every((name) => wanted.has(name)),
    )
    if (found !== undefined) return found
  }
  const known = constraints.map((columns) => `[${own(columns).join(', ')}]`).join(' or ')
  throw new TypeError(`Cannot ${action}: on must be exactly the columns of a key, here ${known}`)
}

function checkUpdate(
  schema: TableSchema,
  update: unknown,
  action: string,
): Pick<UpsertCall, 'update' | 'take'> {
  if (update === undefined) return { update: 'given', take: [] }
  if (!Array.isArray(update)) return { update: checkPatch(schema, update, action), take: [] }
  const take = [...new Set<unknown>(update)].map((name) => {
    const column = requireColumn(schema, name, action)
    refuseKept(schema, column, action)
    return column
  })
  return { update: [], take }
}
