import type { Renames, SchemaChange } from '../../contracts/schema-change.ts'
import type { SchemaModel } from '../../contracts/schema-model.ts'
import type { Dialect } from '../../database/dialect.ts'
import { renamed } from '../renamed.ts'
import { columnSql, partSql } from './alter-sql.ts'
import { objectSql } from './object-sql.ts'
import { columnDdl, tableDdl } from './table-ddl.ts'
import { partsWithin, withColumnDdl, type WithColumn } from './within-column.ts'

/** A change and the statements that make it; undefined where this engine has none for it. */
export interface WrittenChange {
  readonly change: SchemaChange
  readonly statements: readonly string[] | undefined
}

export interface SqlOptions {
  readonly renames?: Renames | undefined
  /** Whether what stands on a column that is added may be written with it. Default true. */
  readonly folds?: boolean
}

/** The statements of every change, in order. `existing`: the database before the first, and the renames among them. */
export const changeSql = (
  changes: readonly SchemaChange[],
  existing: SchemaModel,
  dialect: Dialect,
  { renames = {}, folds = true }: SqlOptions = {},
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
  const within = new Map(
    changes.map((change) => [change, folds ? partsWithin(change, changes, dialect) : []]),
  )
  const folded = new Set<SchemaChange>([...within.values()].flat())
  return changes
    .filter((change) => !folded.has(change))
    .map((change) => ({
      change,
      statements: write(
        change,
        within.get(change)!,
        change === changes[last] ? referring : [],
        seenBy(change),
        dialect,
      ),
    }))
}

const write = (
  change: SchemaChange,
  within: readonly WithColumn[],
  referring: readonly string[],
  existing: SchemaModel,
  dialect: Dialect,
): readonly string[] | undefined => {
  if (!dialect.catalog.changes.alters(change, existing)) return undefined
  switch (change.kind) {
    case 'create-table':
      // No statement of the engine says what the library keeps.
      if (change.model.foreignKeys.some(({ isKept }) => isKept === true)) return undefined
      return [...tableDdl(change.model, dialect).make, ...referring]
    case 'drop-table':
      return [`drop table ${dialect.table(change.table)}`]
    case 'rename-table':
      return [`alter table ${dialect.table(change.table)} rename to ${dialect.quote(change.to)}`]
    case 'add-column': {
      const words = [columnDdl(change.column, dialect), ...within.map((one) => withColumnDdl(one, dialect))]
      return [`alter table ${dialect.table(change.table)} add column ${words.join(' ')}`]
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
