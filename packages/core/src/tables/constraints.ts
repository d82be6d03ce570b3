import type { Columns } from '../contracts/column.ts'
import type { Filter } from '../contracts/filter.ts'
import type {
  CheckSchema,
  ColumnSchema,
  IndexOptions,
  IndexSchema,
  TableConstraints,
  TableSchema,
  UniqueSchema,
} from '../contracts/table.ts'
import { checkFilter } from '../door/filter.ts'
import { checkName } from '../door/name.ts'
import { isAlways, type Predicate } from '../door/predicate.ts'
import { requireColumns, withTenant } from './primary-key.ts'
import { constraintName } from './constraint-name.ts'

type Draft = Pick<TableSchema, 'name' | 'columns' | 'tenant' | 'deletedAt'>

export const uniquesOf = (
  draft: Draft,
  primaryKey: readonly string[],
  named: readonly (readonly string[])[],
  action: string,
): readonly UniqueSchema[] => {
  const marked = draft.columns.filter(({ isUnique }) => isUnique === true).map(({ property }) => [property])
  const uniques = [...marked, ...named].map((properties) => {
    const columns = withTenant(draft, requireColumns(draft, properties, 'unique constraint', action))
    return { name: constraintName(draft, 'unique', columns), columns }
  })
  refuseTwins(uniques, 'unique constraint', action)
  const key = uniques.find(({ columns }) => columns.join() === primaryKey.join())
  if (key !== undefined) throw new TypeError(`Cannot ${action}: the primary key is unique already`)
  return uniques
}

export const indexesOf = (
  draft: Draft,
  named: NonNullable<TableConstraints['index']>,
  action: string,
): readonly IndexSchema[] => {
  const indexes = named.map((entry): IndexSchema => {
    const { columns: given, where } = isOptions(entry) ? entry : { columns: entry, where: undefined }
    const columns = withTenant(draft, requireColumns(draft, given, 'index', action))
    if (where === undefined) return { name: constraintName(draft, 'index', columns), columns }
    checkStaticFilter(draft, where, 'index', action)
    return {
      name: constraintName(draft, 'index', columns, JSON.stringify(where, bigintsAsText)),
      columns,
      where,
    }
  })
  refuseTwins(indexes, 'index', action)
  return indexes
}

export const checksOf = (
  draft: Draft,
  named: NonNullable<TableConstraints['check']>,
  action: string,
): readonly CheckSchema[] =>
  Object.entries(named).map(([name, where]) => {
    checkName(name, 'name of a check', action)
    checkStaticFilter(draft, where, 'check', action)
    return { name: constraintName(draft, 'check', [], name), where }
  })

const isOptions = (entry: readonly string[] | IndexOptions<Columns>): entry is IndexOptions<Columns> =>
  !Array.isArray(entry) && typeof entry === 'object'

/** A filter that becomes part of the DDL: it says something, and about columns whose values can be written there. */
const checkStaticFilter = (draft: Draft, where: Filter<Columns>, what: string, action: string): void => {
  const predicate = checkFilter(draft as TableSchema, where, action)
  if (isAlways(predicate)) throw new TypeError(`Cannot ${action}: a ${what} is empty`)
  for (const { property, kind } of columnsIn(predicate)) {
    if (kind === 'json' || kind === 'bytes') {
      throw new TypeError(
        `Cannot ${action}: a ${what} cannot look at "${property}", being of the type ${kind}`,
      )
    }
  }
}

const columnsIn = (predicate: Predicate): readonly ColumnSchema[] => {
  switch (predicate.op) {
    case 'and':
    case 'or':
      return predicate.of.flatMap(columnsIn)
    case 'not':
      return columnsIn(predicate.of)
    default:
      return [predicate.column]
  }
}

const refuseTwins = (list: readonly { readonly name: string }[], what: string, action: string): void => {
  const twin = list.find(({ name }, index) => list.findIndex((other) => other.name === name) !== index)
  if (twin !== undefined) throw new TypeError(`Cannot ${action}: the ${what} "${twin.name}" is defined twice`)
}

const bigintsAsText = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value
