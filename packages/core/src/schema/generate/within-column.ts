import type { SchemaChange } from '../../contracts/schema-change.ts'
import type { Dialect } from '../../database/dialect.ts'
import { columnCheckName } from '../../tables/column-check-name.ts'
import { checkDdl, referenceDdl } from './table-ddl.ts'

/** A constraint that is written with the column that it stands on. */
export type WithColumn = Extract<
  SchemaChange,
  { readonly kind: 'add-part'; readonly of: 'foreign-key' | 'check' }
>

/** What stands on a column that is added, where it can be written with it and nowhere else. */
export const partsWithin = (
  change: SchemaChange,
  changes: readonly SchemaChange[],
  { catalog }: Pick<Dialect, 'catalog'>,
): readonly WithColumn[] => {
  if (change.kind !== 'add-column' || !catalog.changes.addsConstraints) return []
  const { name, nullable, default: expression } = change.column
  // A reference of a column with a default could lead nowhere for rows that are there.
  const mayRefer = nullable && expression === undefined
  return changes.filter((other): other is WithColumn => {
    if (other.kind !== 'add-part' || other.table !== change.table) return false
    if (other.of === 'check')
      return (['range', 'values'] as const).some(
        (kind) => columnCheckName(change.table, { name }, kind) === other.part.name,
      )
    return (
      mayRefer &&
      other.of === 'foreign-key' &&
      other.part.columns.length === 1 &&
      other.part.columns[0] === name
    )
  })
}

export const withColumnDdl = (change: WithColumn, dialect: Dialect): string => {
  if (change.of === 'check') return checkDdl(change.part, dialect)
  const { name } = change.part
  const named = name === undefined ? '' : `constraint ${dialect.quote(name)} `
  return `${named}${referenceDdl(change.part, dialect)}`
}
