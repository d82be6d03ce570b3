import {
  alterText,
  changeTitle,
  HoldfastError,
  statement,
  type AlterForm,
  type AlterUnit,
  type Statement,
} from '@holdfast/core'
import { quote } from '../engine/quote.ts'
import { createIndex, dropIndex } from '../engine/concurrent-indexes.ts'
import { retype } from '../engine/retype.ts'

const unit = (title: string, ...statements: readonly string[]): AlterUnit => ({
  title,
  form: 'together',
  statements: () => statements,
})

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** Fails as the constraint would, before there is one that would stay behind. */
const noNulls = (name: string, column: string): string => {
  const message = `null value in column "${column}" of relation "${name}"`
  const body = `begin if exists (select from ${quote(name)} where ${quote(column)} is null) then raise not_null_violation using message = ${literal(message)}, table = ${literal(name)}, column = ${literal(column)}; end if; end`
  return `do ${literal(body)}`
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
      noNulls(name, column),
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

/** The engine would drop the key with it. */
const dropColumn = (table: string, column: string, title: string): AlterUnit => ({
  title,
  form: 'together',
  statements: ({ tables }) => {
    if (tables.find(({ name }) => name === table)?.primaryKey.includes(column) === true) {
      throw new HoldfastError(
        'migration',
        `Cannot ${title}: it belongs to the primary key; make the table anew with another key`,
      )
    }
    return [`alter table ${quote(table)} drop column ${quote(column)}`]
  },
})

const set = (name: string, value: string, isLocal: boolean): Statement =>
  statement(`select pg_catalog.set_config($1, $2, ${isLocal})`, [name, value])

/** A role first, which may be needed for the rest. */
const session: AlterForm['session'] = {
  ask: statement(
    `select 'role', current_setting('role'), 'none' union all select name, setting, reset_val from pg_catalog.pg_settings where source = 'session'`,
  ),
  restore: (before, after) => {
    const was = new Map(before.map(([name, value]) => [String(name), String(value)]))
    const changed = after.filter(([name, value]) => was.get(String(name)) !== String(value))
    return changed.flatMap(([cell, , reset]) => {
      const name = String(cell)
      const old = was.get(name)
      // A transaction begins with its own timeouts, which end with it.
      if (old !== undefined && name.endsWith('_timeout'))
        return [set(name, String(reset), false), set(name, old, true)]
      return [set(name, old ?? String(reset), false)]
    })
  },
}

export const alter: AlterForm = {
  session,
  change: (table, changes) =>
    changes.flatMap((change): readonly AlterUnit[] => {
      if (change.kind === 'drop-column') return [dropColumn(table, change.column, changeTitle(table, change))]
      if (change.kind === 'retype-column') return [retype(table, change)]
      if (change.kind === 'set-nullable' && !change.isNullable) return forbidNulls(table, change.column)
      return [unit(changeTitle(table, change), alterText(table, change))]
    }),
  dropTable: (table) => [unit(`drop the table "${table}"`, `drop table ${quote(table)}`)],
  createIndex,
  dropIndex,
  rehearses: 'in-place',
  rehearsed: (text) =>
    /^\s*(?:create\s+(?:unique\s+)?|drop\s+)index\b/i.test(text)
      ? text.replace(/\bconcurrently\b/i, '')
      : undefined,
  literalOf: (column, type) => `quote_literal(${column}::text) || '::${type.replaceAll("'", "''")}'`,
}
