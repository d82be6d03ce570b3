import type { TableSchema } from '../contracts/table.ts'
import { requireColumn } from '../door/table.ts'
import { propertyOf } from './change-of.ts'
import type { State } from './state-at.ts'

/** The tracked columns of a row that is there, by the names of columns; what is redacted is left out. */
export const stateOf = (schema: TableSchema, row: Readonly<Record<string, unknown>>): State => {
  const { tracked = [], redacted = [] } = schema.changes ?? {}
  return Object.fromEntries(
    tracked
      .filter((property) => !redacted.includes(property))
      .map((property) => [requireColumn(schema, property, 'read a row').name, row[property]]),
  )
}

/** By property. */
export const rowOf = (schema: TableSchema, state: NonNullable<State>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(state).map(([name, value]) => [propertyOf(schema, name), value]))
