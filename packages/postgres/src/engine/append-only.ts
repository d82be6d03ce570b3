import type { AppendOnly, TableDefinition } from '@holdfast/core'
import { quote } from './quote.ts'

/** The function and the triggers of a table that is only added to, made anew where they are there. `table` qualifies a name. */
export const appendOnly = (
  table: (name: string) => string,
  name: string,
  rule: NonNullable<TableDefinition['appendOnly']>,
): readonly string[] => {
  const call = table(`${name}_guard`)
  // The code of a check, which is what the rows do not keep.
  const refuse = (what: string): string =>
    `raise exception 'rows of ${name} are never ${what}' using errcode = '23514', table = '${name}';`
  const body =
    rule === 'always'
      ? refuse('changed nor removed')
      : `${givenUp(rule)} ${refuse('changed, and removed only from the beginning')}`
  const trigger = (suffix: string, event: string): readonly string[] => [
    `drop trigger if exists ${quote(`${name}_${suffix}`)} on ${table(name)}`,
    `create trigger ${quote(`${name}_${suffix}`)} before ${event} execute function ${call}()`,
  ]
  return [
    `create or replace function ${call}() returns trigger language plpgsql as $guard$ declare given_up text; begin ${body} end $guard$`,
    ...trigger('rows', `update or delete on ${table(name)} for each row`),
    ...trigger('truncate', `truncate on ${table(name)} for each statement`),
  ]
}

/** Lets go of what was given up. */
const givenUp = (rule: AppendOnly): string => {
  const shared = rule.shared.map((column, index) => `s.${quote(column)} = $${index + 1}`).join(' and ')
  // In the schema of this table, wherever that is: a temporary table of the same name must not be asked.
  const ask = `select s.${quote(rule.until)} from %I.${quote(rule.table)} s where ${shared}`
  const given = rule.shared.map((column) => `old.${quote(column)}`).join(', ')
  return [
    `if tg_op = 'DELETE' then`,
    `execute format($ask$${ask}$ask$, tg_table_schema) into given_up using ${given};`,
    `if old.${quote(rule.column)} <= given_up then return old; end if;`,
    'end if;',
  ].join(' ')
}

/** What lets rows of such a table be changed, and what ends that, in one transaction; also where the triggers are not there yet. */
export const rewritable = (
  table: (name: string) => string,
  name: string,
): { readonly open: string; readonly close: string } => ({
  open: `alter table ${table(name)} disable trigger user`,
  close: `alter table ${table(name)} enable trigger user`,
})
