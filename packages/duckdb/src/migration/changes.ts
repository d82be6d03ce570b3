import type { ChangeForm, ColumnModel, SchemaChange, SchemaModel } from '@holdfast/core'
import { quote } from '../engine/quote.ts'
import { constant } from '../engine/constant.ts'

/** Whole numbers with a sign, from the narrowest. */
const whole = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT']

const widens = (from: ColumnModel, to: ColumnModel): boolean => {
  if (whole.includes(from.type) && whole.includes(to.type))
    return whole.indexOf(from.type) <= whole.indexOf(to.type)
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/
  const [, digits, scale] = decimal.exec(from.type) ?? []
  const [, toDigits, toScale] = decimal.exec(to.type) ?? []
  if (scale !== undefined && scale === toScale) return Number(digits) <= Number(toDigits)
  return from.type === 'FLOAT' && to.type === 'DOUBLE'
}

/** The engine changes a column only where nothing else depends on the table: no index, and no reference on either side. */
const isFree = (name: string, { tables }: SchemaModel): boolean => {
  const table = tables.find((one) => one.name === name)
  return (
    table !== undefined &&
    table.indexes.length === 0 &&
    table.foreignKeys.length === 0 &&
    !tables.some(({ foreignKeys }) => foreignKeys.some((key) => key.table === name))
  )
}

/** A column that a constraint names cannot be changed, and a check on it would be dropped with it in silence. */
const isLimited = (name: string, column: string, { tables }: SchemaModel): boolean => {
  const table = tables.find((one) => one.name === name)
  return (
    table === undefined ||
    table.primaryKey.includes(column) ||
    table.uniques.some(({ columns }) => columns.includes(column)) ||
    table.checks.some(({ expression }) => expression.includes(column)) ||
    table.columns.some(({ generated }) => generated !== undefined)
  )
}

const alters = (change: SchemaChange, existing: SchemaModel): boolean => {
  switch (change.kind) {
    case 'add-column': {
      const { nullable, generated, default: expression = 'null' } = change.column
      return nullable && generated === undefined && constant.test(expression)
    }
    case 'drop-column':
      return isFree(change.table, existing) && !isLimited(change.table, change.column.name, existing)
    case 'rename-column':
      return isFree(change.table, existing) && !isLimited(change.table, change.column, existing)
    case 'rename-table':
      return isFree(change.table, existing)
    case 'change-column':
      if (change.aspect === 'default') return change.after.generated === undefined
      if (change.aspect !== 'type' && change.aspect !== 'nullable') return false
      return isFree(change.table, existing) && !isLimited(change.table, change.column, existing)
    case 'change-primary-key':
    case 'change-option':
      return false
    case 'add-part':
      return change.of === 'index' || change.of === 'unique'
    case 'drop-part':
      return change.of === 'index'
    case 'create-object':
    case 'drop-object':
      return change.of !== 'function' && change.of !== 'trigger'
    default:
      return true
  }
}

/** How the engine writes changes of a schema. What it has no statement for, a table made anew does. */
export const changes: ChangeForm = {
  suffix: () => '',
  alters,
  laterUnique: 'index',
  addsConstraints: false,
  defaultText: (expression) => `(${expression})`,
  widens,
  castText: () => undefined,
  hazards: (change) =>
    change.kind === 'add-part' && (change.of === 'index' || change.of === 'unique')
      ? [
          {
            rule: 'DK04',
            message: 'while the index is there, columns of the table can be added and no longer changed',
          },
        ]
      : [],
  dropTrigger: (name) => `drop trigger ${quote(name)}`,
  optionText: () => undefined,
}
