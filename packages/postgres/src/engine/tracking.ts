import {
  changeRows,
  statement,
  trackingName,
  type TrackedColumn,
  type Tracking,
  type TrackingForm,
  type TrackingTrigger,
} from '@holdfast/core'
import { rewritable } from './append-only.ts'
import { systemSetting } from './tenant-setting.ts'
import { keptChange, keptText, textOf } from './kept-text.ts'
import { quote } from './quote.ts'

type Place = (name: string) => string

/** Of the transaction; a pooler's next client never sees it. */
const setting = 'holdfast.change'

/** A function takes at most 100 values. */
const atOnce = 90

const object = (parts: readonly string[]): string => {
  const groups: string[] = []
  for (let at = 0; at < parts.length; at += atOnce)
    groups.push(`nullif(concat_ws(',', ${parts.slice(at, at + atOnce).join(', ')}), '')`)
  return groups.length === 0 ? `'{}'` : `'{' || concat_ws(',', ${groups.join(', ')}) || '}'`
}

const whole = ({ columns }: Tracking, ref: string, isNew: boolean): string =>
  object(
    columns.map((column) =>
      keptChange(column, isNew ? `'null'` : keptText(ref, column), isNew ? keptText(ref, column) : `'null'`),
    ),
  )

const differs = ({ name }: Pick<TrackedColumn, 'name'>): string =>
  `old.${quote(name)} is distinct from new.${quote(name)}`

/**
 * The changes of the rows of `from`, which is one or a whole table. A version that another transaction has taken, which this one cannot see, is a serialization failure:
 * the transaction can run again.
 */
const record = (
  place: Place,
  { table, tenant, key }: Tracking,
  { ref, from }: { readonly ref: string; readonly from: string },
  operation: string,
  fields: string,
): string => {
  const ns = tenant === undefined ? `''` : `${ref}.${quote(tenant)}`
  const name = `'[' || ${key.map((column) => keptText(ref, column)).join(` || ',' || `)} || ']'`
  const changes = place(changeRows.name)
  return `insert into ${changes} (ns, entity, record, version, operation, at, tx, actor, reason, request, fields)
  select k.ns, ${textOf(table)}, k.record, coalesce(p.version, 0) + 1, k.operation, greatest(at_now, coalesce(p.at, 0)), pg_current_xact_id()::text,
    note ->> 'actor', note ->> 'reason', note ->> 'request', k.fields
  from (select ${ns} as ns, ${name} as record, ${operation} as operation, ${fields} as fields from ${from}) k
  left join lateral (select c.version, c.at from ${changes} c where c.ns = k.ns and c.entity = ${textOf(table)} and c.record = k.record order by c.version desc limit 1) p on true
  on conflict do nothing`
}

const requireOne = `if not found then raise exception using errcode = '40001', message = 'the record was changed meanwhile'; end if`

const body = (place: Place, tracking: Tracking): string => {
  const { table, tenant, key, columns, deletedAt } = tracking
  const one = (ref: string): { ref: string; from: string } => ({ ref, from: '(select 1) o' })
  const gone = record(place, tracking, one('old'), `'delete'`, whole(tracking, 'old', false))
  const came = record(place, tracking, one('new'), `'insert'`, whole(tracking, 'new', true))
  const all = record(
    place,
    tracking,
    { ref: 't', from: `${place(table)} t` },
    `'delete'`,
    whole(tracking, 't', false),
  )
  const isOther = [...(tenant === undefined ? [] : [{ name: tenant }]), ...key].map(differs).join(' or ')
  const mark = deletedAt === undefined ? undefined : quote(deletedAt)
  const operation =
    mark === undefined
      ? `'update'`
      : `case when (old.${mark} is null) = (new.${mark} is null) then 'update' when new.${mark} is null then 'restore' else 'soft-delete' end`
  const fields = object(
    columns.map(
      (column) =>
        `case when ${differs(column)} then ${keptChange(column, keptText('old', column), keptText('new', column))} end`,
    ),
  )
  const isChange = [
    ...columns.map(differs),
    ...(mark === undefined ? [] : [`(old.${mark} is null) <> (new.${mark} is null)`]),
  ]
  const changed = record(place, tracking, one('new'), operation, fields)
  const changes = (text: string): string => `${text};\n    ${requireOne};`
  return `declare
  note constant json := nullif(current_setting('${setting}', true), '')::json;
  at_now constant bigint := coalesce((note ->> 'at')::bigint, (extract(epoch from statement_timestamp()) * 1000)::bigint);
begin
  if tg_op = 'INSERT' then
    ${changes(came)}
  elsif tg_op = 'DELETE' then
    ${changes(gone)}
  elsif tg_op = 'TRUNCATE' then
    if row_security_active(tg_relid) and coalesce(current_setting('${systemSetting}', true), '') <> 'on' then
      raise exception using errcode = '42501', message = 'a truncate removes rows that cannot be seen, and so not be recorded; use db.system()';
    end if;
    ${all};
  elsif ${isOther} then
    ${changes(gone)}
    ${changes(came)}
  elsif ${isChange.length === 0 ? 'false' : isChange.join(' or ')} then
    ${changes(changed)}
  end if;
  return null;
end`
}

/**
 * One function for each definition, so that its statements are planned once in a session. Each row is recorded when it is written and not a statement's rows at its end: two references of
 * one row that are emptied together are two changes of it, which the tables of a statement do not tell apart.
 */
export const tracking = (place: Place): TrackingForm => ({
  triggersOf: (table) =>
    statement(
      'select tgname::text from pg_trigger where tgrelid = to_regclass($1::text) and not tgisinternal',
      [place(table)],
    ),
  make: (definition): readonly TrackingTrigger[] => {
    const call = `${place(trackingName(definition))}()`
    const needs = [
      `create or replace function ${call} returns trigger language plpgsql as $holdfast$\n${body(place, definition)}\n$holdfast$`,
    ]
    const table = place(definition.table)
    const row = trackingName(definition, 'row')
    const truncate = trackingName(definition, 'truncate')
    return [
      {
        name: row,
        needs,
        sql: `create or replace trigger ${quote(row)} after insert or update or delete on ${table} for each row execute function ${call}`,
      },
      {
        name: truncate,
        needs: [],
        sql: `create or replace trigger ${quote(truncate)} before truncate on ${table} for each statement execute function ${call}`,
      },
    ]
  },
  drop: (table, name) => `drop trigger if exists ${quote(name)} on ${place(table)}`,
  tell: (note) => ({
    text: `select set_config('${setting}', $1, true)`,
    values: [JSON.stringify(note)],
    cache: true,
    summary: 'NOTE',
  }),
  namesTransactions: false,
  rewriting: (statements) => {
    const { open, close } = rewritable(place, changeRows.name)
    return [statement(open), ...statements, statement(close)]
  },
})
