import { statement, type AlterForm, type Statement } from '@holdfast/core'
import type { Qualify } from '../engine/quote.ts'
import { isOfText } from '../engine/is-of-text.ts'
import { createIndex, dropIndex } from '../engine/concurrent-indexes.ts'
import { alterTable } from '../engine/alter-table.ts'

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

/** For tables that are named so. */
export const alter = (place: Qualify): AlterForm => ({
  session,
  change: (table, changes) => changes.flatMap((change) => alterTable(place, table, change)),
  dropTable: (table) => [
    {
      title: `drop the table "${table}"`,
      form: 'together',
      statements: () => [`drop table ${place(table)}`],
    },
  ],
  createIndex: (index) => createIndex(place, index),
  dropIndex: (table, name) => dropIndex(place, table, name),
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
  isOfText,
  literalOf: (column, type) => `quote_literal(${column}::text) || '::${type.replaceAll("'", "''")}'`,
})
