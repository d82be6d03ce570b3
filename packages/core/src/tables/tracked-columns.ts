import type { TableConstraints, TableSchema } from '../contracts/table.ts'
import { checkOptions } from '../door/options.ts'
import { requireColumn } from '../door/table.ts'

type Draft = Pick<TableSchema, 'name' | 'columns' | 'primaryKey' | 'version' | 'updated' | 'tenant'>

/** The columns whose changes are recorded, as `changes` asks for. Throws `TypeError`. */
export const trackedColumns = (
  draft: Draft,
  given: TableConstraints['changes'],
  action: string,
): TableSchema['changes'] => {
  if (given === undefined) return undefined
  if (given !== true && (typeof given !== 'object' || given === null))
    throw new TypeError(`Cannot ${action}: changes is true, or an object with only, ignore or redact`)
  const options = given === true ? {} : given
  checkOptions(options, ['only', 'ignore', 'redact'], action)
  const { only, ignore, redact = [] } = options
  if (only !== undefined && ignore !== undefined)
    throw new TypeError(`Cannot ${action}: only and ignore of changes exclude each other`)
  refuseInexact(draft, action)
  const named = (properties: readonly string[], what: string): readonly string[] => {
    if (!Array.isArray(properties))
      throw new TypeError(`Cannot ${action}: ${what} must be an array of column names`)
    return properties.map(
      (property: string) => requireColumn(draft as TableSchema, property, action).property,
    )
  }
  const wanted = only === undefined ? undefined : named(only, 'changes.only')
  const ignored = named(ignore ?? [], 'changes.ignore')
  const redacted = named(redact, 'changes.redact')
  const kept = new Set([...draft.primaryKey, draft.version, draft.updated, draft.tenant])
  const lost = [...(wanted ?? []), ...redacted].find((property) => kept.has(property))
  if (lost !== undefined)
    throw new TypeError(
      `Cannot ${action}: changes cannot record "${lost}", which is the record's name or changes with every change`,
    )
  const tracked = draft.columns
    .map(({ property }) => property)
    .filter((property) => !kept.has(property))
    .filter((property) => wanted?.includes(property) ?? !ignored.includes(property))
  const untracked = redacted.find((property) => !tracked.includes(property))
  if (untracked !== undefined)
    throw new TypeError(`Cannot ${action}: changes redacts "${untracked}", which it does not record`)
  return Object.freeze({ tracked, redacted })
}

/** The text of a double differs between engines, and the key of a record is kept as text. */
const refuseInexact = ({ columns, primaryKey }: Draft, action: string): void => {
  const inexact = columns.find(({ property, kind }) => kind === 'real' && primaryKey.includes(property))
  if (inexact !== undefined)
    throw new TypeError(`Cannot ${action}: changes needs a primary key without a real column`)
}
