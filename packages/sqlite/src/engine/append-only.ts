import type { TableDefinition } from '@holdfast/core'
import { quote } from './quote.ts'

/** The triggers of a table that is only added to. `replace` removes a row without firing the one of `delete`, so it is stopped where it inserts. */
export const appendOnly = ({ name, primaryKey, appendOnly: rule }: TableDefinition): readonly string[] => {
  if (rule === undefined) return []
  const refuse = (what: string): string => `SELECT RAISE(ABORT, 'rows of ${name} are never ${what}')`
  const shared = rule.shared.map((column) => `s.${quote(column)} = old.${quote(column)}`).join(' AND ')
  const given = `SELECT s.${quote(rule.until)} FROM ${quote(rule.table)} s WHERE ${shared}`
  const trigger = (event: string, rest: string): string =>
    `CREATE TRIGGER IF NOT EXISTS ${quote(`${name}_${event}`)} BEFORE ${event.toUpperCase()} ON ${quote(name)} ${rest}`
  const isKept = `old.${quote(rule.column)} > coalesce((${given}), '')`
  const same = primaryKey.map((column) => `t.${quote(column)} = new.${quote(column)}`).join(' AND ')
  const isThere = `EXISTS (SELECT 1 FROM ${quote(name)} t WHERE ${same})`
  return [
    trigger('insert', `WHEN ${isThere} BEGIN ${refuse('changed')}; END`),
    trigger('update', `BEGIN ${refuse('changed')}; END`),
    trigger('delete', `WHEN ${isKept} BEGIN ${refuse('removed but from the beginning')}; END`),
  ]
}
