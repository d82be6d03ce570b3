import type { Change, ChangeOperation, FieldChange } from '../contracts/changes.ts'
import type { TableSchema } from '../contracts/table.ts'
import type { ChangeRow } from '../door/change-rows.ts'
import type { KeptChange, KeptValue } from '../door/change-value.ts'
import { revealValue } from '../door/change-value.ts'
import { requireColumn } from '../door/table.ts'
import { isRedacted, keptFields, newOf, oldOf, type KeptFields } from './kept-fields.ts'

type Fields = Record<string, FieldChange>

/** What users see of a stored change. `isBound`: the session has one tenant, which keys leave out. */
export const changeOf = (schema: TableSchema, row: ChangeRow, isBound: boolean): Change<object> => {
  const operation = row.operation as ChangeOperation
  return {
    key: keyOf(schema, row, isBound) as never,
    version: row.version,
    operation,
    at: new Date(row.at),
    transaction: row.tx,
    ...(row.actor === null ? {} : { actor: row.actor }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.request === null ? {} : { requestId: row.request }),
    fields: fieldsOf(schema, keptFields(row), operation !== 'insert', operation !== 'delete'),
  }
}

/** By property. `hasOld` and `hasNew`: whether the record was there before and is behind. */
export const fieldsOf = (schema: TableSchema, kept: KeptFields, hasOld: boolean, hasNew: boolean): Fields =>
  Object.fromEntries(
    Object.entries(kept).map(([name, change]) => [propertyOf(schema, name), fieldOf(change, hasOld, hasNew)]),
  )

const fieldOf = (change: KeptChange, hasOld: boolean, hasNew: boolean): FieldChange =>
  isRedacted(change)
    ? { redacted: true }
    : { ...(hasOld ? { old: oldOf(change) } : {}), ...(hasNew ? { new: newOf(change) } : {}) }

/** The property of a column; its name, where the definition has none of that name any more. */
export const propertyOf = ({ columns }: TableSchema, name: string): string =>
  columns.find((column) => column.name === name)?.property ?? name

/** The columns of the key that name the record in a session. */
export const keyValues = (
  schema: TableSchema,
  { ns, record }: Pick<ChangeRow, 'ns' | 'record'>,
): Record<string, unknown> => {
  const own = schema.primaryKey.filter((property) => property !== schema.tenant)
  const values = JSON.parse(record) as readonly KeptValue[]
  return {
    ...(schema.tenant === undefined ? {} : { [schema.tenant]: ns }),
    ...Object.fromEntries(
      own.map((property, index) => [
        property,
        revealValue(requireColumn(schema, property, 'read a change').kind, values[index] ?? null),
      ]),
    ),
  }
}

const keyOf = (schema: TableSchema, row: ChangeRow, isBound: boolean): unknown => {
  const values = keyValues(schema, row)
  if (schema.tenant !== undefined && isBound) delete values[schema.tenant]
  const [only, ...others] = Object.values(values)
  return others.length === 0 ? only : values
}
