import type { TableChange } from '../../database/alter-form.ts'
import type { ConstraintChange } from './changed-constraints.ts'
import { quoted } from './quoted.ts'

/** Changes of a column, and the table's name. What a constraint takes is another matter on every engine. */
type PlainChange = Exclude<TableChange, ConstraintChange>

/** One change in the words of the standard. Which of these an engine takes, and from which tables, is for the backend to know. `written`: the table as it stands in a statement. */
export const alterText = (table: string, change: PlainChange, written: string = quoted(table)): string =>
  `alter table ${written} ${actionText(change)}`

const actionText = (change: PlainChange): string => {
  switch (change.kind) {
    case 'add-column': {
      const { name, type, isNullable, default: expression, checks = [] } = change.column
      const words = [
        `add column ${quoted(name)} ${type}`,
        ...(isNullable ? [] : ['not null']),
        ...(expression === undefined ? [] : [`default ${expression}`]),
        ...checks.map((check) => `constraint ${quoted(check.name)} check (${check.expression})`),
      ]
      return words.join(' ')
    }
    case 'drop-column':
      return `drop column ${quoted(change.column)}`
    case 'rename-column':
      return `rename column ${quoted(change.column)} to ${quoted(change.to)}`
    case 'retype-column': {
      const using = change.using === undefined ? '' : ` using (${change.using})`
      return `alter column ${quoted(change.column)} type ${change.type}${using}`
    }
    case 'set-nullable':
      return `alter column ${quoted(change.column)} ${change.isNullable ? 'drop' : 'set'} not null`
    case 'set-default':
      return change.expression === undefined
        ? `alter column ${quoted(change.column)} drop default`
        : `alter column ${quoted(change.column)} set default ${change.expression}`
    case 'rename-table':
      return `rename to ${quoted(change.to)}`
  }
}
