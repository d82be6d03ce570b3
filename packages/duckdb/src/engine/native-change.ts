import { alterText, findUnique, type TableChange, type TableModel } from '@holdfast/core'
import { constant } from './constant.ts'
import { quote } from './quote.ts'

/**
 * The statements by which the engine makes a change itself, undefined where it does not: it leaves a table alone that has an index or that another one refers to, and a column on which a
 * key, a check or a later column's index depends; it adds no constraint together with a column.
 */
export const native = (
  model: TableModel,
  change: TableChange,
  isReferredTo: boolean,
): readonly string[] | undefined => {
  const isFree = model.indexes.length === 0 && model.foreignKeys.length === 0 && !isReferredTo
  switch (change.kind) {
    case 'add-column': {
      const { name, isNullable, default: expression, checks = [] } = change.column
      if (checks.length > 0 || (!isNullable && !isFree)) return undefined
      if (expression !== undefined && !constant.test(expression)) return undefined
      if (isNullable) return [alterText(model.name, change)]
      return [
        alterText(model.name, { ...change, column: { ...change.column, isNullable: true } }),
        alterText(model.name, { kind: 'set-nullable', column: name, isNullable: false }),
      ]
    }
    case 'set-default':
      return [alterText(model.name, change)]
    case 'set-nullable':
      return isFree && !model.primaryKey.includes(change.column) ? [alterText(model.name, change)] : undefined
    case 'retype-column': {
      const { column, checks } = change
      return isFree && checks.length === 0 && !hasConstraint(model, column)
        ? [alterText(model.name, change)]
        : undefined
    }
    case 'drop-column': {
      // What stands behind a key is named by its place, which would move.
      const { checks, uniques, primaryKey } = model
      return isFree && checks.length + uniques.length + primaryKey.length === 0
        ? [alterText(model.name, change)]
        : undefined
    }
    case 'rename-column':
      return isFree && model.checks.length === 0 ? [alterText(model.name, change)] : undefined
    case 'rename-table':
      return isFree ? [alterText(model.name, change)] : undefined
    case 'add-unique': {
      const { name, columns } = change.unique
      return [`create unique index ${quote(name)} on ${quote(model.name)} (${columns.map(quote).join(', ')})`]
    }
    case 'drop-unique': {
      const { of, part } = findUnique(model, change.unique)
      return of === 'index' ? [`drop index ${quote(part.name)}`] : undefined
    }
    default:
      return undefined
  }
}

const hasConstraint = ({ primaryKey, uniques, checks }: TableModel, column: string): boolean =>
  checks.length > 0 || primaryKey.includes(column) || uniques.some(({ columns }) => columns.includes(column))
