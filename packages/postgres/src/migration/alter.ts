import {
  changeTitle,
  HoldfastError,
  statement,
  type AlterForm,
  type AlterUnit,
  type NewCheck,
  type Statement,
  type TableChange,
} from '@holdfast/core'
import { quote } from '../engine/quote.ts'
import { createIndex, dropIndex } from '../engine/concurrent-indexes.ts'
import { retype } from '../engine/retype.ts'

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
    case 'drop-column':
    case 'retype-column':
      throw new TypeError(`Cannot write "${change.kind}" as one plain statement`)
  }
}

/** Fails as the constraint would, before there is one that would stay behind. */
const noNulls = (name: string, column: string): string => {
  const message = `null value in column "${column}" of relation "${name}"`
    .replaceAll("'", "''")
    .replaceAll('%', '%%')
  return `do $holdfast$ begin if exists (select from ${quote(name)} where ${quote(column)} is null) then raise not_null_violation using message = '${message}', table = '${name.replaceAll("'", "''")}', column = '${column.replaceAll("'", "''")}'; end if; end $holdfast$`
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
      return [unit(changeTitle(table, change), plain(quote(table), change))]
    }),
  dropTable: (table) => [unit(`drop the table "${table}"`, `drop table ${quote(table)}`)],
  createIndex,
  dropIndex,
  rehearses: 'in-place',
  // References that wait for the commit are looked at, and wait again afterwards.
  settle: statement(
    `do $holdfast$ declare waiting text; begin select string_agg(format('%I.%I', n.nspname, c.conname), ', ') into waiting from pg_catalog.pg_constraint c join pg_catalog.pg_namespace n on n.oid = c.connamespace where c.condeferred; set constraints all immediate; if waiting is not null then execute 'set constraints ' || waiting || ' deferred'; end if; end $holdfast$`,
  ),
  // A value of an enum that is not committed yet, and rows that wait for a trigger.
  wantsCommit: (error) => ['55P04', '55006', '25001'].includes(String((error as { code?: unknown })?.code)),
  rehearsed: (text) =>
    /^\s*(?:create\s+(?:unique\s+)?|drop\s+)index\b/i.test(text)
      ? text.replace(/\bconcurrently\b/i, '')
      : undefined,
  literalOf: (column, type) => `quote_literal(${column}::text) || '::${type.replaceAll("'", "''")}'`,
}
