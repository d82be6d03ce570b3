import type {
  ColumnModel,
  Deferrable,
  ForeignKeyModel,
  IndexKey,
  IndexModel,
  TableModel,
  UniqueModel,
} from '../../contracts/schema-model.ts'
import type { Dialect } from '../../database/dialect.ts'

const named = (name: string | undefined, { quote }: Pick<Dialect, 'quote'>): string =>
  name === undefined ? '' : `constraint ${quote(name)} `

const list = (columns: readonly string[], { quote }: Pick<Dialect, 'quote'>): string =>
  columns.map(quote).join(', ')

const waiting = (deferrable: Deferrable | undefined): string =>
  deferrable === undefined ? '' : ` deferrable ${deferrable}`

/** A column as it stands in `create table` and behind `add column`. */
export const columnDdl = (column: ColumnModel, dialect: Dialect): string => {
  const { name, type, collation, generated, identity } = column
  const expression =
    column.default === undefined ? undefined : dialect.catalog.changes.defaultText(column.default)
  return [
    dialect.quote(name),
    ...(type === '' ? [] : [type]),
    ...(collation === undefined ? [] : [`collate ${dialect.quote(collation)}`]),
    ...(generated === undefined
      ? []
      : [`generated always as (${generated.expression}) ${generated.stored ? 'stored' : 'virtual'}`]),
    ...(identity === undefined
      ? []
      : [`generated ${identity === 'always' ? 'always' : 'by default'} as identity`]),
    ...(column.nullable ? [] : ['not null']),
    ...(expression === undefined ? [] : [`default ${expression}`]),
  ].join(' ')
}

export const uniqueDdl = (unique: UniqueModel, dialect: Dialect): string =>
  `${named(unique.name, dialect)}unique${unique.nullsNotDistinct === true ? ' nulls not distinct' : ''} (${list(unique.columns, dialect)})${waiting(unique.deferrable)}`

export const checkDdl = (check: TableModel['checks'][number], dialect: Dialect): string =>
  `${named(check.name, dialect)}check (${check.expression})`

export const referenceDdl = (key: ForeignKeyModel, dialect: Dialect): string => {
  const action = (word: string, what: string): string => (what === 'no action' ? '' : ` on ${word} ${what}`)
  return (
    `references ${dialect.table(key.table)} (${list(key.referencedColumns, dialect)})` +
    `${action('delete', key.onDelete)}${action('update', key.onUpdate)}${waiting(key.deferrable)}`
  )
}

export const foreignKeyDdl = (key: ForeignKeyModel, dialect: Dialect): string =>
  `${named(key.name, dialect)}foreign key (${list(key.columns, dialect)}) ${referenceDdl(key, dialect)}`

const keyDdl = (key: IndexKey, { quote }: Pick<Dialect, 'quote'>): string =>
  [
    key.column === undefined ? `(${key.expression!})` : quote(key.column),
    ...(key.collation === undefined ? [] : [`collate ${quote(key.collation)}`]),
    ...(key.operatorClass === undefined ? [] : [key.operatorClass]),
    ...(key.descending === true ? ['desc'] : []),
    ...(key.nulls === undefined ? [] : [`nulls ${key.nulls}`]),
  ].join(' ')

export const indexDdl = (table: string, index: IndexModel, dialect: Dialect): string => {
  const { method, include, where } = index
  return (
    `create ${index.unique ? 'unique ' : ''}index ${dialect.quote(index.name)} on ${dialect.table(table)}` +
    `${method === undefined ? '' : ` using ${method}`} (${index.keys.map((key) => keyDdl(key, dialect)).join(', ')})` +
    `${include === undefined ? '' : ` include (${list(include, dialect)})`}${where === undefined ? '' : ` where ${where}`}`
  )
}

/** The statements that make a table like this one, and those for when every table is there. */
export const tableDdl = (
  table: TableModel,
  dialect: Dialect,
): { readonly make: readonly string[]; readonly refer: readonly string[] } => {
  const isInline = dialect.tables.references === 'inline'
  const keys = table.foreignKeys.map((key) => foreignKeyDdl(key, dialect))
  const lines = [
    ...table.columns.map((column) => columnDdl(column, dialect)),
    ...(table.primaryKey.length === 0 ? [] : [`primary key (${list(table.primaryKey, dialect)})`]),
    ...table.uniques.map((unique) => uniqueDdl(unique, dialect)),
    ...table.checks.map((check) => checkDdl(check, dialect)),
    ...(isInline ? keys : []),
  ]
  const name = dialect.table(table.name)
  const ownText = table.options['autoincrement'] !== undefined || table.options['virtual'] !== undefined
  const create =
    ownText && table.sql !== undefined
      ? table.sql
      : `create table ${name} (\n  ${lines.join(',\n  ')}\n)${dialect.catalog.changes.suffix(table.options)}`
  const options = Object.entries(table.options).flatMap(([option, value]) => {
    const text = dialect.catalog.changes.optionText(name, option, value)
    return text === undefined ? [] : [text]
  })
  return {
    make: [create, ...options, ...table.indexes.map((index) => indexDdl(table.name, index, dialect))],
    refer: [
      ...(isInline ? [] : keys.map((key) => `alter table ${name} add ${key}`)),
      ...table.others.map((other) => otherDdl(table.name, other, dialect)),
    ],
  }
}

/** A constraint of a kind that this library has no words for, or a policy of row-level security. */
export const otherDdl = (
  table: string,
  { name, definition }: TableModel['others'][number],
  dialect: Dialect,
): string =>
  definition.startsWith('policy ')
    ? `create policy ${dialect.quote(name ?? 'policy')} on ${dialect.table(table)} ${definition.slice(7)}`
    : `alter table ${dialect.table(table)} add ${named(name, dialect)}${definition}`
