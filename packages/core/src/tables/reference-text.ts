import type { Capabilities } from '../contracts/capabilities.ts'
import type { OnDelete } from '../contracts/column.ts'
import type { ReferenceSchema, TableSchema } from '../contracts/table.ts'
import type { Dialect } from '../database/dialect.ts'
import { requireColumn } from '../door/table.ts'

type Engine = Pick<Capabilities, 'foreignKeys'>

/** Whether the engine itself refuses a child without parent. */
export const isNative = ({ foreignKeys }: Engine): boolean => foreignKeys

/**
 * Whether the library does what is due when a parent is removed. Beside engines that do nothing, it empties references between
 * tables of tenants: the engine would empty the tenant too.
 */
export const isKeptByLibrary = (reference: ReferenceSchema, { foreignKeys }: Engine): boolean =>
  !foreignKeys || (reference.onDelete === 'set-null' && reference.columns.length > 1)

/** The end of the statement decides, so that rows which refer to each other can go together. */
const actions: Readonly<Record<OnDelete, string>> = {
  restrict: 'no action',
  cascade: 'cascade',
  'set-null': 'set null',
}

/** The constraint of a reference, as it stands in `create table` or behind `alter table … add`. */
export const referenceText = (schema: TableSchema, reference: ReferenceSchema, dialect: Dialect): string => {
  const { schema: target, columns } = reference.target()
  const list = (of: TableSchema, properties: readonly string[]): string =>
    properties
      .map((property) => dialect.quote(requireColumn(of, property, 'make a reference').name))
      .join(', ')
  const action = isKeptByLibrary(reference, { foreignKeys: true })
    ? actions.restrict
    : actions[reference.onDelete]
  return (
    `constraint ${dialect.quote(reference.name)} foreign key (${list(schema, reference.columns)}) ` +
    `references ${dialect.table(target.name)} (${list(target, columns)}) on delete ${action}`
  )
}
