import type { Renames, SchemaChange } from '../../contracts/schema-change.ts'
import type { SchemaModel } from '../../contracts/schema-model.ts'
import type { Dialect } from '../../database/dialect.ts'
import { renamed } from '../renamed.ts'
import { columnSql, partSql } from './alter-sql.ts'
import { objectSql } from './object-sql.ts'
import { columnDdl, referenceDdl, tableDdl } from './table-ddl.ts'

/** A change and the statements that make it; undefined where this engine has none for it. */
export interface WrittenChange {
  readonly change: SchemaChange
  readonly statements: readonly string[] | undefined
}

/** The statements of every change, in order. `existing`: the database before the first, and the renames among them. */
export const changeSql = (
  changes: readonly SchemaChange[],
  existing: SchemaModel,
  dialect: Dialect,
  renames: Renames = {},
): readonly WrittenChange[] => {
  const tablesOnly = Object.fromEntries(Object.entries(renames).filter(([from]) => !from.includes('.')))
  const [first, later] = [renamed(existing, tablesOnly).model, renamed(existing, renames).model]
  /** Whatever a change calls its table, it is found. */
  const seenBy = ({ kind }: SchemaChange): SchemaModel => ({
    ...existing,
    tables: [...(kind === 'rename-column' ? first : later).tables, ...existing.tables],
  })
  const created = changes.flatMap((change) => (change.kind === 'create-table' ? [change.model] : []))
  const referring = created.flatMap((table) => tableDdl(table, dialect).refer)
  const last = changes.findLastIndex(({ kind }) => kind === 'create-table')
  const inline = new Map(changes.map((change) => [change, referenceWithin(change, changes, dialect)]))
  const folded = new Set<SchemaChange>(
    [...inline.values()].flatMap((pair) => (pair === undefined ? [] : [pair.part])),
  )
  return changes
    .filter((change) => !folded.has(change))
    .map((change) => ({
      change,
      statements: write(
        change,
        inline.get(change),
        change === changes[last] ? referring : [],
        seenBy(change),
        dialect,
      ),
    }))
}

type Reference = Extract<SchemaChange, { kind: 'add-part'; of: 'foreign-key' }>

/** The reference of a column that is added, where it can stand with it and nowhere else. */
const referenceWithin = (
  change: SchemaChange,
  changes: readonly SchemaChange[],
  { catalog }: Dialect,
): { readonly part: Reference } | undefined => {
  if (change.kind !== 'add-column' || !catalog.changes.addsReferences) return undefined
  if (change.column.default !== undefined || !change.column.nullable) return undefined
  const part = changes.find(
    (other): other is Reference =>
      other.kind === 'add-part' &&
      other.of === 'foreign-key' &&
      other.table === change.table &&
      other.part.columns.length === 1 &&
      other.part.columns[0] === change.column.name,
  )
  return part === undefined ? undefined : { part }
}

const write = (
  change: SchemaChange,
  inline: { readonly part: Reference } | undefined,
  referring: readonly string[],
  existing: SchemaModel,
  dialect: Dialect,
): readonly string[] | undefined => {
  if (!dialect.catalog.changes.alters(change, existing)) return undefined
  switch (change.kind) {
    case 'create-table':
      return [...tableDdl(change.model, dialect).make, ...referring]
    case 'drop-table':
      return [`drop table ${dialect.table(change.table)}`]
    case 'rename-table':
      return [`alter table ${dialect.table(change.table)} rename to ${dialect.quote(change.to)}`]
    case 'add-column': {
      const reference =
        inline === undefined
          ? ''
          : ` ${inline.part.part.name === undefined ? '' : `constraint ${dialect.quote(inline.part.part.name)} `}${referenceDdl(inline.part.part, dialect)}`
      return [
        `alter table ${dialect.table(change.table)} add column ${columnDdl(change.column, dialect)}${reference}`,
      ]
    }
    case 'drop-column':
    case 'rename-column':
    case 'change-column':
    case 'change-primary-key':
    case 'change-option':
      return columnSql(change, dialect)
    case 'add-part':
    case 'drop-part':
      return partSql(change, dialect)
    case 'create-object':
    case 'drop-object':
      return objectSql(change, dialect)
  }
}
