import {
  isMentioned,
  type ChangeForm,
  type ColumnModel,
  type SchemaChange,
  type SchemaModel,
} from '@holdfast/core'
import { quote } from '../engine/quote.ts'
import { lexicon } from './lexicon.ts'

/** Whole numbers, from the narrowest. */
const whole = ['smallint', 'integer', 'bigint']

const sized = /^(character varying|character|varchar|numeric)(?:\((\d+)(?:,(-?\d+))?\))?$/

/** `varchar(20)` to `varchar(40)` or `text`, `numeric(8,2)` to `numeric(10,2)`, `integer` to `bigint`. */
const widens = (from: ColumnModel, to: ColumnModel): boolean => {
  if (whole.includes(from.type) && whole.includes(to.type))
    return whole.indexOf(from.type) <= whole.indexOf(to.type)
  const [, kind, size, scale = '0'] = sized.exec(from.type) ?? []
  const [, toKind, toSize, toScale = '0'] = sized.exec(to.type) ?? []
  if (kind === 'character varying' && to.type === 'text') return true
  if (kind === undefined || kind !== toKind || kind === 'character') return false
  if (toSize === undefined) return true
  if (size === undefined || scale !== toScale) return false
  return Number(size) <= Number(toSize)
}

/** The server changes the type of no column that a view shows; the verb makes the view again. */
const isShown = (table: string, column: string, { views }: SchemaModel): boolean =>
  views.some(({ sql }) => isMentioned(table, sql, lexicon) && isMentioned(column, sql, lexicon))

const alters = (change: SchemaChange, existing: SchemaModel): boolean => {
  switch (change.kind) {
    case 'change-column':
      if (change.aspect === 'type' || change.aspect === 'collation')
        return !isShown(change.table, change.column, existing)
      return change.aspect !== 'generated' || change.after.generated === undefined
    case 'change-option':
      return ['unlogged', 'rowSecurity', 'storage'].includes(change.option)
    case 'create-table':
      return change.model.options['partitionOf'] === undefined
    case 'create-object':
      return change.of !== 'function' && !(change.of === 'type' && change.object.kind === 'other')
    case 'drop-object':
      return change.of !== 'function'
    default:
      return true
  }
}

type Hazards = ReturnType<ChangeForm['hazards']>

const hazards = (change: SchemaChange): Hazards => {
  switch (change.kind) {
    case 'add-part':
      if (change.of === 'index')
        return [
          {
            rule: 'PG01',
            message: 'writers wait while it is built; createIndex() or concurrently does not stop them',
          },
        ]
      if (change.of === 'foreign-key')
        return [
          {
            rule: 'PG06',
            message: 'both tables are locked while rows are checked; not valid and validate are not so',
          },
        ]
      if (change.of === 'check')
        return [
          {
            rule: 'PG07',
            message: 'the table is locked while rows are checked; not valid and validate are not so',
          },
        ]
      return change.of === 'unique'
        ? [{ rule: 'PG12', message: 'the table is locked while the index is built' }]
        : []
    case 'drop-part':
      return change.of === 'index'
        ? [{ rule: 'PG04', message: 'it waits for every query that uses the table' }]
        : []
    case 'change-column':
      return ofColumn(change)
    case 'add-column':
      return change.column.identity !== undefined || change.column.generated?.stored === true
        ? [{ rule: 'PG11', message: 'the whole table is written anew under its lock' }]
        : []
    default:
      return []
  }
}

const ofColumn = ({ aspect, before, after }: Extract<SchemaChange, { kind: 'change-column' }>): Hazards => {
  if (aspect === 'nullable' && !after.nullable)
    return [
      {
        rule: 'PG09',
        message: 'the whole table is read under its lock; setNotNull() reads it beside writers',
      },
    ]
  if (aspect !== 'type' || (widens(before, after) && !whole.includes(after.type))) return []
  return [{ rule: 'PG10', message: 'the whole table is written anew under its lock' }]
}

/** How the server writes changes of a schema: there is an `alter table` for nearly all of them. */
export const changes: ChangeForm = {
  suffix: ({ partitionBy, inherits }) =>
    `${inherits === undefined ? '' : ` inherits (${inherits})`}${partitionBy === undefined ? '' : ` partition by ${partitionBy}`}`,
  alters,
  laterUnique: 'constraint',
  addsConstraints: false,
  defaultText: (expression) => expression,
  widens,
  // By its text a value that does not fit is refused: a cast of its own would round it, and one with a length would cut it.
  castText: (column, from, to) =>
    widens(from, to) || from.type === to.type
      ? undefined
      : `${column}::text::${to.type.replace(/^(character(?: varying)?)\(\d+\)$/, 'text')}`,
  hazards,
  dropTrigger: (name, table) => `drop trigger ${quote(name)} on ${table}`,
  optionText: (table, option, value) => {
    switch (option) {
      case 'unlogged':
        return `alter table ${table} set ${value === true ? 'unlogged' : 'logged'}`
      case 'storage':
        return value === undefined ? undefined : `alter table ${table} set (${value})`
      case 'rowSecurity':
        return value === undefined
          ? `alter table ${table} disable row level security`
          : `alter table ${table} enable row level security${value === 'forced' ? `, force row level security` : ', no force row level security'}`
      default:
        return undefined
    }
  },
}
