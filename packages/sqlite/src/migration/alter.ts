import {
  HoldfastError,
  type AlterForm,
  type AlterUnit,
  type NewCheck,
  type TableChange,
} from '@holdfast/core'

const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`

const unit = (title: string, ...statements: readonly string[]): AlterUnit => ({
  title,
  form: 'together',
  statements: () => statements,
})

const check = ({ name, expression }: NewCheck): string => `constraint ${quote(name)} check (${expression})`

const native = (table: string, change: TableChange): string | undefined => {
  switch (change.kind) {
    case 'add-column': {
      const { name, type, isNullable, default: expression, checks = [] } = change.column
      const words = [
        `add column ${quote(name)} ${type}`,
        ...(isNullable ? [] : ['not null']),
        ...(expression === undefined ? [] : [`default ${expression}`]),
        ...checks.map(check),
      ]
      return `alter table ${table} ${words.join(' ')}`
    }
    case 'drop-column':
      return `alter table ${table} drop column ${quote(change.column)}`
    case 'rename-column':
      return `alter table ${table} rename column ${quote(change.column)} to ${quote(change.to)}`
    case 'rename-table':
      return `alter table ${table} rename to ${quote(change.to)}`
    default:
      return undefined
  }
}

export const alter: AlterForm = {
  change: (table, changes) =>
    changes.map((change) =>
      unit(
        `${change.kind.replaceAll('-', ' ')} in "${table}"`,
        native(quote(table), change) ??
          (() => {
            throw new HoldfastError(
              'unsupported',
              `Cannot change "${table}": ${change.kind} is not there yet`,
            )
          })(),
      ),
    ),
  dropTable: (table) => [unit(`drop the table "${table}"`, `drop table ${quote(table)}`)],
  createIndex: ({ table, name, columns, unique, where }) => [
    unit(
      `make the index "${name}" on "${table}"`,
      `create${unique ? ' unique' : ''} index ${quote(name)} on ${quote(table)} (${columns.map(quote).join(', ')})${where === undefined ? '' : ` where ${where}`}`,
    ),
  ],
  dropIndex: (table, name) => [unit(`drop the index "${name}" on "${table}"`, `drop index ${quote(name)}`)],
  literalOf: (column) => `quote(${column})`,
}
