import type { ColumnModel, ForeignKeyModel, TableModel } from '../../contracts/schema-model.ts'
import { quoted } from './quoted.ts'

const list = (names: readonly string[]): string => `(${names.map(quoted).join(', ')})`
const named = (name: string | undefined): string => (name === undefined ? '' : `constraint ${quoted(name)} `)

const columnText = (
  { name, type, nullable, default: expression, generated, collation }: ColumnModel,
  isCounted: boolean,
): string =>
  [
    quoted(name),
    type,
    ...(isCounted ? ['primary key autoincrement'] : []),
    ...(nullable ? [] : ['not null']),
    ...(collation === undefined ? [] : [`collate ${collation}`]),
    ...(expression === undefined ? [] : [`default (${expression})`]),
    ...(generated === undefined
      ? []
      : [`generated always as (${generated.expression}) ${generated.stored ? 'stored' : 'virtual'}`]),
  ].join(' ')

/** What every engine does where nothing is said, and one of them takes no word of it. */
const action = (on: 'delete' | 'update', what: string): string =>
  what === 'no action' ? '' : ` on ${on} ${what}`

const referenceText = ({
  name,
  columns,
  table,
  referencedColumns,
  onDelete,
  onUpdate,
  deferrable,
}: ForeignKeyModel): string => {
  const target = referencedColumns.length === 0 ? '' : ` ${list(referencedColumns)}`
  const deferred = deferrable === undefined ? '' : ` deferrable ${deferrable}`
  return `${named(name)}foreign key ${list(columns)} references ${quoted(table)}${target}${action('delete', onDelete)}${action('update', onUpdate)}${deferred}`
}

/** The statement that makes a table like this model, perhaps under another name, in the words of the standard. */
export const createText = (table: TableModel, name: string = table.name): string => {
  const { columns, primaryKey, uniques, checks, foreignKeys, options } = table
  const isCounted = options['autoincrement'] === true
  const lines = [
    ...columns.map((column) => columnText(column, isCounted && column.name === primaryKey[0])),
    ...(primaryKey.length === 0 || isCounted ? [] : [`primary key ${list(primaryKey)}`]),
    ...uniques.map((one) => `${named(one.name)}unique ${list(one.columns)}`),
    ...checks.map((one) => `${named(one.name)}check (${one.expression})`),
    ...foreignKeys.map(referenceText),
  ]
  const suffix = [
    ...(options['strict'] === true ? ['strict'] : []),
    ...(options['withoutRowid'] === true ? ['without rowid'] : []),
  ]
  return `create table ${quoted(name)} (${lines.join(', ')}) ${suffix.join(', ')}`.trimEnd()
}
