import { findUnique, type TableChange, type TableModel } from '@holdfast/core'
import { constant } from './constant.ts'
import { quote } from './quote.ts'

/**
 * The statements by which the engine makes a change itself, undefined where it does not: it leaves a table alone that has an index, and a column on which a
 * key, a check or a later column's index depends; it adds no constraint together with a column.
 */
export const native = (model: TableModel, change: TableChange): readonly string[] | undefined => {
  const table = `alter table ${quote(model.name)}`
  const isFree = model.indexes.length === 0 && model.foreignKeys.length === 0
  switch (change.kind) {
    case 'add-column': {
      const { name, type, isNullable, default: expression, checks = [] } = change.column
      if (checks.length > 0 || (!isNullable && !isFree)) return undefined
      if (expression !== undefined && !constant.test(expression)) return undefined
      const fallback = expression === undefined ? '' : ` default ${expression}`
      const add = `${table} add column ${quote(name)} ${type}${fallback}`
      return isNullable ? [add] : [add, `${table} alter column ${quote(name)} set not null`]
    }
    case 'set-default':
      return [
        change.expression === undefined
          ? `${table} alter column ${quote(change.column)} drop default`
          : `${table} alter column ${quote(change.column)} set default ${change.expression}`,
      ]
    case 'set-nullable': {
      const isOfKey = model.primaryKey.includes(change.column)
      if (!isFree || isOfKey) return undefined
      return [`${table} alter column ${quote(change.column)} ${change.isNullable ? 'drop' : 'set'} not null`]
    }
    case 'retype-column': {
      const { column, type, using, checks } = change
      if (!isFree || checks.length > 0 || hasConstraint(model, column)) return undefined
      return [
        `${table} alter column ${quote(column)} type ${type}${using === undefined ? '' : ` using (${using})`}`,
      ]
    }
    case 'drop-column': {
      // What stands behind a key is named by its place, which would move.
      if (!isFree || model.checks.length > 0 || model.uniques.length > 0 || model.primaryKey.length > 0)
        return undefined
      return [`${table} drop column ${quote(change.column)}`]
    }
    case 'rename-column':
      return isFree && model.checks.length === 0
        ? [`${table} rename column ${quote(change.column)} to ${quote(change.to)}`]
        : undefined
    case 'rename-table':
      return isFree ? [`${table} rename to ${quote(change.to)}`] : undefined
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
