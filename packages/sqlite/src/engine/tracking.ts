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
import { keptChange, keptText, textOf } from './kept-text.ts'
import { quote } from './quote.ts'

const changes = quote(changeRows.name)
const note = 'holdfast_change_note'
const now = `cast(round(unixepoch('subsec') * 1000) as integer)`

/** Who changed the row is in a table of one row, for a trigger sees no tables but those of its own database; it is emptied before each COMMIT. */
const record = (
  { table, tenant, key }: Tracking,
  ref: 'old' | 'new',
  operation: string,
  fields: string,
): string => {
  const ns = tenant === undefined ? `''` : `${ref}.${quote(tenant)}`
  const name = `'[' || ${key.map((column) => keptText(ref, column)).join(` || ',' || `)} || ']'`
  const at = `ns = ${ns} and entity = ${textOf(table)} and record = ${name}`
  return (
    `insert into ${changes} (ns, entity, record, version, operation, at, tx, actor, reason, request, fields) ` +
    `select ${ns}, ${textOf(table)}, ${name}, coalesce(p.version, 0) + 1, ${operation}, ` +
    `max(coalesce(n.at, ${now}), coalesce(p.at, 0)), coalesce(n.tx, lower(hex(randomblob(8)))), n.actor, n.reason, n.request, ${fields} ` +
    `from (select 1) left join ${quote(note)} n on n.id = 1 ` +
    `left join (select version, at from ${changes} where ${at} order by version desc limit 1) p;`
  )
}

/** A function of the engine takes at most 127 values. */
const atOnce = 100

const object = (parts: readonly string[]): string => {
  const groups: string[] = []
  for (let at = 0; at < parts.length; at += atOnce)
    groups.push(`nullif(concat_ws(',', ${parts.slice(at, at + atOnce).join(', ')}), '')`)
  return groups.length === 0 ? `'{}'` : `'{' || concat_ws(',', ${groups.join(', ')}) || '}'`
}

const whole = ({ columns }: Tracking, ref: 'old' | 'new'): string =>
  object(
    columns.map((column) =>
      keptChange(
        column,
        ref === 'old' ? keptText('old', column) : `'null'`,
        ref === 'new' ? keptText('new', column) : `'null'`,
      ),
    ),
  )

const differs = ({ name }: Pick<TrackedColumn, 'name'>): string =>
  `old.${quote(name)} is not new.${quote(name)}`

const make = (tracking: Tracking): readonly TrackingTrigger[] => {
  const { table, tenant, key, columns, deletedAt } = tracking
  const named = [...(tenant === undefined ? [] : [{ name: tenant }]), ...key]
  const isOther = named.map(differs).join(' or ')
  const marks = deletedAt === undefined ? [] : [quote(deletedAt)]
  const [mark] = marks
  const isChange = [
    ...columns.map(differs),
    ...marks.map((at) => `(old.${at} is null) <> (new.${at} is null)`),
  ]
  const operation =
    mark === undefined
      ? `'update'`
      : `case when (old.${mark} is null) = (new.${mark} is null) then 'update' when new.${mark} is null then 'restore' else 'soft-delete' end`
  const fields = object(
    columns.map(
      (column) =>
        `iif(${differs(column)}, ${keptChange(column, keptText('old', column), keptText('new', column))}, null)`,
    ),
  )
  const trigger = (
    part: 'insert' | 'update' | 'rekey' | 'delete',
    when: string,
    ...body: readonly string[]
  ): TrackingTrigger => {
    const name = trackingName(tracking, part)
    const event = part === 'rekey' ? 'update' : part
    return {
      name,
      needs: [],
      sql: `create trigger if not exists ${quote(name)} after ${event} on ${quote(table)}${when === '' ? '' : ` when ${when}`} begin ${body.join(' ')} end`,
    }
  }
  const gone = record(tracking, 'old', `'delete'`, whole(tracking, 'old'))
  const came = record(tracking, 'new', `'insert'`, whole(tracking, 'new'))
  const changed = record(tracking, 'new', operation, fields)
  return [
    trigger('insert', '', came),
    ...(isChange.length === 0
      ? []
      : [trigger('update', `not (${isOther}) and (${isChange.join(' or ')})`, changed)]),
    trigger('rekey', isOther, gone, came),
    trigger('delete', '', gone),
  ]
}

export const tracking: TrackingForm = {
  triggersOf: (table) =>
    statement(`select name from sqlite_schema where type = 'trigger' and tbl_name = ?1 collate nocase`, [
      table,
    ]),
  make,
  drop: (_table, name) => `drop trigger if exists ${quote(name)}`,
  tell: ({ actor, reason, request, at, tx }) => ({
    text: `insert or replace into ${quote(note)} (id, actor, reason, request, at, tx) values (1, ?1, ?2, ?3, ?4, ?5)`,
    values: [actor, reason, request, at, tx],
    cache: true,
    summary: 'NOTE',
  }),
  forget: { text: `delete from ${quote(note)}`, values: [], cache: true, summary: 'NOTE' },
  namesTransactions: true,
  rewriting: (statements) => {
    const { open, close } = rewritable(changeRows.name)
    return [statement(open), ...statements, statement(close)]
  },
  noteTable: {
    name: note,
    columns: [
      { name: 'id', type: 'bigint' },
      { name: 'actor', type: 'text', nullable: true },
      { name: 'reason', type: 'text', nullable: true },
      { name: 'request', type: 'text', nullable: true },
      { name: 'at', type: 'bigint', nullable: true },
      { name: 'tx', type: 'text', nullable: true },
    ],
    primaryKey: ['id'],
  },
}
