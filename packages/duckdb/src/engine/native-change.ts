import { alterText, type TableChange, type TableModel } from '@holdfast/core'

/**
 * The statements by which the engine makes a change itself, undefined where it does not: it leaves a table alone that has an index, and a column on which a
 * key, a check or a later column's index depends; it adds no constraint together with a column.
 */
export const native = (model: TableModel, change: TableChange): readonly string[] | undefined => {
  const isFree = model.indexes.length === 0 && model.foreignKeys.length === 0
  const text = (one: TableChange): string => alterText(model.name, one)
  switch (change.kind) {
    case 'add-column': {
      const { name, isNullable, checks = [] } = change.column
      if (checks.length > 0 || (!isNullable && !isFree)) return undefined
      if (isNullable) return [text(change)]
      return [
        text({ ...change, column: { ...change.column, isNullable: true } }),
        text({ kind: 'set-nullable', column: name, isNullable: false }),
      ]
    }
    case 'set-default':
      return [text(change)]
    case 'set-nullable':
      return isFree && !model.primaryKey.includes(change.column) ? [text(change)] : undefined
    case 'retype-column': {
      const { column, checks } = change
      return isFree && checks.length === 0 && !hasConstraint(model, column) ? [text(change)] : undefined
    }
    case 'drop-column': {
      // What stands behind a key is named by its place, which would move.
      const { checks, uniques, primaryKey } = model
      return isFree && checks.length + uniques.length + primaryKey.length === 0 ? [text(change)] : undefined
    }
    case 'rename-column':
      return isFree && model.checks.length === 0 ? [text(change)] : undefined
    case 'rename-table':
      return isFree ? [text(change)] : undefined
  }
}

const hasConstraint = ({ primaryKey, uniques, checks }: TableModel, column: string): boolean =>
  checks.length > 0 || primaryKey.includes(column) || uniques.some(({ columns }) => columns.includes(column))
