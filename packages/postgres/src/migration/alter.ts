import type { AlterForm, AlterUnit, NewCheck, TableChange } from '@holdfast/core'
import { quote } from '../engine/quote.ts'
import { createIndex, dropIndex } from './indexes.ts'
import { retype } from './retype.ts'

const unit = (title: string, ...statements: readonly string[]): AlterUnit => ({
  title,
  form: 'together',
  statements: () => statements,
})

const check = ({ name, expression }: NewCheck): string => `constraint ${quote(name)} check (${expression})`

/** Changes of which each is one short statement: it needs the table's lock, and holds it for a moment. */
const plain = (table: string, change: TableChange): string => {
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
    case 'set-nullable':
      return `alter table ${table} alter column ${quote(change.column)} drop not null`
    case 'set-default':
      return change.expression === undefined
        ? `alter table ${table} alter column ${quote(change.column)} drop default`
        : `alter table ${table} alter column ${quote(change.column)} set default ${change.expression}`
    case 'rename-table':
      return `alter table ${table} rename to ${quote(change.to)}`
    case 'retype-column':
      throw new TypeError('Cannot write a change of type as one statement')
  }
}

const titles: { readonly [K in TableChange['kind']]: string } = {
  'add-column': 'add a column to',
  'drop-column': 'drop a column of',
  'rename-column': 'rename a column of',
  'retype-column': 'change the type of a column of',
  'set-nullable': 'change whether a column may be null in',
  'set-default': 'change a default in',
  'rename-table': 'rename',
}

/**
 * Forbids nulls without reading the table under its lock: a check that holds for new rows first, then the rows that are there, beside writers, and
 * what the check has proved is then taken for granted.
 */
const forbidNulls = (name: string, column: string): readonly AlterUnit[] => {
  const table = quote(name)
  const proof = quote(`${name}_${column}_not_null`.slice(0, 63))
  const title = `forbid nulls in "${column}" of "${name}"`
  return [
    unit(
      `${title}: for new rows`,
      `alter table ${table} add constraint ${proof} check (${quote(column)} is not null) not valid`,
    ),
    {
      ...unit(`${title}: for rows that are there`, `alter table ${table} validate constraint ${proof}`),
      startsNew: true,
    },
    {
      ...unit(
        title,
        `alter table ${table} alter column ${quote(column)} set not null`,
        `alter table ${table} drop constraint ${proof}`,
      ),
      startsNew: true,
    },
  ]
}

export const alter: AlterForm = {
  change: (table, changes) =>
    changes.flatMap((change): readonly AlterUnit[] => {
      if (change.kind === 'retype-column') return [retype(table, change)]
      if (change.kind === 'set-nullable' && !change.isNullable) return forbidNulls(table, change.column)
      return [unit(`${titles[change.kind]} "${table}"`, plain(quote(table), change))]
    }),
  dropTable: (table) => [unit(`drop the table "${table}"`, `drop table ${quote(table)}`)],
  createIndex,
  dropIndex,
  literalOf: (column, type) => `quote_literal(${column}::text) || '::${type.replaceAll("'", "''")}'`,
}
