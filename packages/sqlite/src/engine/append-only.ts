import type { TableDefinition } from '@holdfast/core'
import { quote } from './quote.ts'

const trigger = (name: string, event: string, rest: string): string =>
  `CREATE TRIGGER IF NOT EXISTS ${quote(`${name}_${event}`)} BEFORE ${event.toUpperCase()} ON ${quote(name)} ${rest}`

const refuse = (name: string, what: string): string =>
  `SELECT RAISE(ABORT, 'rows of ${name} are never ${what}')`

/** The one trigger that must be away while rows are rewritten. */
const onUpdate = (name: string): string => trigger(name, 'update', `BEGIN ${refuse(name, 'changed')}; END`)

/** The triggers of a table that is only added to. `replace` removes a row without firing the one of `delete`, so it is stopped where it inserts. */
export const appendOnly = ({ name, primaryKey, appendOnly: rule }: TableDefinition): readonly string[] => {
  if (rule === undefined) return []
  const same = primaryKey.map((column) => `t.${quote(column)} = new.${quote(column)}`).join(' AND ')
  const isThere = `EXISTS (SELECT 1 FROM ${quote(name)} t WHERE ${same})`
  return [
    trigger(name, 'insert', `WHEN ${isThere} BEGIN ${refuse(name, 'changed')}; END`),
    onUpdate(name),
    onDelete(name, rule),
  ]
}

const onDelete = (name: string, rule: NonNullable<TableDefinition['appendOnly']>): string => {
  if (rule === 'always') return trigger(name, 'delete', `BEGIN ${refuse(name, 'removed')}; END`)
  const shared = rule.shared.map((column) => `s.${quote(column)} = old.${quote(column)}`).join(' AND ')
  const given = `SELECT s.${quote(rule.until)} FROM ${quote(rule.table)} s WHERE ${shared}`
  const isKept = `old.${quote(rule.column)} > coalesce((${given}), '')`
  return trigger(
    name,
    'delete',
    `WHEN ${isKept} BEGIN ${refuse(name, 'removed but from the beginning')}; END`,
  )
}

/** What lets rows of such a table be changed, and what ends that: in one transaction, so that nobody ever sees the table without its trigger. */
export const rewritable = (name: string): { readonly open: string; readonly close: string } => ({
  open: `DROP TRIGGER IF EXISTS ${quote(`${name}_update`)}`,
  close: onUpdate(name),
})
