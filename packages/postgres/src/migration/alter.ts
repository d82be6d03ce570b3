import { statement, type AlterForm, type Statement } from '@holdfast/core'
import type { Qualify } from '../engine/quote.ts'
import { isOfText } from '../engine/is-of-text.ts'
import { createIndex, dropIndex } from '../engine/concurrent-indexes.ts'
import { probe } from '../engine/text-indexes.ts'
import { alterTable } from '../engine/alter-table.ts'

const set = (name: string, value: string, isLocal: boolean): Statement =>
  statement(`select pg_catalog.set_config($1, $2, ${isLocal})`, [name, value])

const isSetting = (text: string): boolean =>
  /^(?:set|reset)\b|^select\s+(?:pg_catalog\s*\.\s*)?set_config\s*\([^;]*\)$/i.test(text)

/** Whose rights the session has: first when they are the session's own again, which may be needed for the rest, and else last. */
const identities = ['session_authorization', 'role']

const session: AlterForm['session'] = {
  ask: statement(
    `select 'session_authorization', current_setting('session_authorization'), null union all select 'role', current_setting('role'), 'none' union all select name, setting, reset_val from pg_catalog.pg_settings where source = 'session'`,
  ),
  restore: (wanted, now, scope) => {
    const values = new Map(wanted.map(([name, value]) => [String(name), String(value)]))
    const made = new Map<string, readonly Statement[]>()
    const give = (name: string, value: string): void => void made.set(name, [set(name, value, false)])
    for (const [cell, value, reset] of now) {
      const name = String(cell)
      const old = values.get(name)
      values.delete(name)
      if (old === String(value)) continue
      // A transaction begins with its own timeouts, which end with it.
      if (old !== undefined && scope === 'transaction' && name.endsWith('_timeout'))
        made.set(name, [set(name, String(reset), false), set(name, old, true)])
      else give(name, old ?? String(reset))
    }
    for (const [name, value] of values) give(name, value)
    const others = [...made].filter(([name]) => !identities.includes(name)).flatMap(([, texts]) => texts)
    const whose = identities.flatMap((name) => made.get(name) ?? [])
    const isOwn = wanted.some(([name, value]) => name === 'role' && value === 'none')
    return isOwn ? [...whose, ...others] : [...others, ...whose]
  },
  isSetting,
  outlives: false,
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
  probe,
  rehearses: 'in-place',
  // References that wait for the commit are looked at, and wait again afterwards.
  settle: statement(
    `do $holdfast$ declare waiting text; begin select string_agg(format('%I.%I', n.nspname, c.conname), ', ') into waiting from pg_catalog.pg_constraint c join pg_catalog.pg_namespace n on n.oid = c.connamespace where c.condeferred; set constraints all immediate; if waiting is not null then execute 'set constraints ' || waiting || ' deferred'; end if; end $holdfast$`,
  ),
  // A value of an enum that is not committed yet, and rows that wait for a trigger.
  wantsCommit: (error) => ['55P04', '55006', '25001'].includes(String((error as { code?: unknown })?.code)),
  rehearsed: (text) =>
    isSetting(text) || /^\s*(?:create\s+(?:unique\s+)?|drop\s+)index\b/i.test(text)
      ? text.replace(/\bconcurrently\b/i, '')
      : undefined,
  isOfText,
  literalOf: (column, type) => `quote_literal(${column}::text) || '::${type.replaceAll("'", "''")}'`,
})
