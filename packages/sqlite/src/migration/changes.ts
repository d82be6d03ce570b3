import type { ChangeForm, SchemaChange, SchemaModel } from '@holdfast/core'
import { quote } from '../engine/quote.ts'

/** What `default` takes without parentheses. */
const plain =
  /^(?:[+-]?\d[\d_]*(?:\.\d*)?(?:e[+-]?\d+)?|x?'(?:[^']|'')*'|null|true|false|current_(?:time|date|timestamp))$/i

const alters = (change: SchemaChange, { tables }: SchemaModel): boolean => {
  const table = 'table' in change ? tables.find(({ name }) => name === change.table) : undefined
  switch (change.kind) {
    case 'add-column': {
      const { nullable, default: expression, generated } = change.column
      if (generated !== undefined) return !generated.stored
      if (expression === undefined) return nullable
      return plain.test(expression)
    }
    case 'drop-column': {
      const { name } = change.column
      return (
        table !== undefined &&
        !table.primaryKey.includes(name) &&
        !table.uniques.some(({ columns }) => columns.includes(name)) &&
        !table.foreignKeys.some(({ columns }) => columns.length > 1 && columns.includes(name))
      )
    }
    case 'change-column':
      return change.aspect === 'nullable'
    case 'change-primary-key':
    case 'change-option':
      return false
    case 'add-part':
      // The engine's own form refuses a row for which a check is unknown, and such a row keeps it.
      return change.of === 'index' || change.of === 'unique'
    case 'drop-part':
      return change.of === 'index' || (change.of === 'check' && change.part.name !== undefined)
    default:
      return true
  }
}

/** How the engine writes changes of a schema. What it has no statement for, a table made anew does. */
export const changes: ChangeForm = {
  suffix: ({ strict, withoutRowid }) => {
    const words = [
      ...(strict === true ? ['STRICT'] : []),
      ...(withoutRowid === true ? ['WITHOUT ROWID'] : []),
    ]
    return words.length === 0 ? '' : ` ${words.join(', ')}`
  },
  alters,
  laterUnique: 'index',
  addsConstraints: true,
  defaultText: (expression) => (plain.test(expression) ? expression : `(${expression})`),
  // A value keeps what it is by its own class, and a strict table refuses what does not fit.
  widens: () => false,
  castText: () => undefined,
  hazards: (change) =>
    (change.kind === 'change-column' && change.aspect === 'nullable') ||
    (change.kind === 'drop-part' && change.of === 'check')
      ? [{ rule: 'SL12', message: 'a library before SQLite 3.53 does not know the statement' }]
      : [],
  dropTrigger: (name) => `drop trigger ${quote(name)}`,
  optionText: () => undefined,
}
