import {
  changedTable,
  createText,
  HoldfastError,
  isMentioned,
  isTrackingName,
  viewsOver,
  type AlterUnit,
  type ChangedTable,
  type SchemaModel,
  type TableChange,
  type TableModel,
} from '@holdfast/core'
import { isWord, ddlTokens } from './ddl-tokens.ts'
import { quote } from './quote.ts'
import { stillCompiles } from './still-compiles.ts'
import { lexicon } from '../migration/lexicon.ts'

/** The name of the new table until it takes the place of the old one. */
const temporary = (name: string): string => `holdfast_new_${name}`

/**
 * Makes a table anew under its name, the way that the engine's documentation gives: a new table, the rows, the old one away, the new one renamed. With references
 * checked, dropping the old one would delete the rows of its children, so that is off for the whole transaction; the old one is never renamed away,
 * for references would follow it.
 */
export const rebuild = (table: string, changes: readonly TableChange[], title: string): AlterUnit => ({
  title,
  form: 'together',
  rebuilds: true,
  statements: (schema) => {
    const model = schema.tables.find((one) => one.name === table)
    if (model === undefined)
      throw new HoldfastError('no-table', `Cannot ${title}: there is no such table`, { table })
    refuseWhatIsLost(model, title)
    const changesColumns = changes.some(({ kind }) => kind === 'drop-column' || kind === 'retype-column')
    return texts(schema, model, changedTable(model, changes, lexicon), changesColumns)
  },
})

/** What the model does not hold would be gone afterwards. */
const refuseWhatIsLost = ({ name, sql = '', options }: TableModel, title: string): void => {
  if (options['virtual'] !== undefined)
    throw new HoldfastError(
      'unsupported',
      `Cannot ${title}: "${name}" is a virtual table; drop it and make it again`,
    )
  const tokens = ddlTokens(sql)
  const hasConflictClause = tokens.some(
    (token, at) => isWord(token, 'on') && isWord(tokens[at + 1], 'conflict'),
  )
  if (hasConflictClause)
    throw new HoldfastError(
      'unsupported',
      `Cannot ${title}: "${name}" has an "on conflict" clause; write the rebuild in SQL`,
    )
}

const texts = (
  schema: SchemaModel,
  old: TableModel,
  { model, sources }: ChangedTable,
  changesColumns: boolean,
): readonly string[] => {
  const { name } = old
  const aside = temporary(name)
  if (schema.tables.some((one) => one.name === aside)) {
    throw new HoldfastError(
      'migration',
      `Cannot rebuild "${name}": there is a table "${aside}" already, which may be the only copy of its rows; look at it, and drop or rename it`,
    )
  }
  const filled = [...sources].filter(([, source]) => source !== undefined)
  const columns = filled.map(([column]) => quote(column))
  const values = filled.map(([, source]) =>
    'column' in source! ? quote(source.column) : `(${source!.expression})`,
  )
  const beside = asideWith(schema, name, changesColumns)
  return [
    ...beside.drop,
    createText(model, aside),
    ...(hasHiddenNumber(old) && hasHiddenNumber(model) ? copyNumbered : copy)(name, aside, columns, values),
    ...(old.options['autoincrement'] === true ? carryCounter(name, aside) : []),
    `drop table ${quote(name)}`,
    `alter table ${quote(aside)} rename to ${quote(name)}`,
    ...model.indexes.map(({ sql }) => sql!),
    ...beside.make,
    ...stillCompiles(schema, model),
  ]
}

/** Views and triggers that name the table: the engine refuses to rename anything while one of them names what is not there. */
const asideWith = (
  schema: SchemaModel,
  table: string,
  changesColumns: boolean,
): { readonly drop: readonly string[]; readonly make: readonly string[] } => {
  const views = viewsOver(schema, table, lexicon)
  const isGone = (one: string): boolean =>
    [table, ...views.map(({ name }) => name)].some((name) => name.toLowerCase() === one.toLowerCase())
  const triggers = schema.triggers.filter(
    (one) =>
      isGone(one.table) ||
      isMentioned(table, one.sql, lexicon) ||
      views.some(({ name }) => isMentioned(name, one.sql, lexicon)),
  )
  return {
    drop: [
      ...triggers.map(({ name }) => `drop trigger ${quote(name)}`),
      ...views.toReversed().map(({ name }) => `drop view ${quote(name)}`),
    ],
    // Those that record changes name every column; core makes them anew behind a change of columns.
    make: [...views, ...triggers.filter(({ name }) => !changesColumns || !isTrackingName(name))].map(
      ({ sql }) => sql,
    ),
  }
}

type Copy = (
  name: string,
  aside: string,
  columns: readonly string[],
  values: readonly string[],
) => readonly string[]

const copy: Copy = (name, aside, columns, values) => [
  `insert into ${quote(aside)} (${columns.join(', ')}) select ${values.join(', ')} from ${quote(name)}`,
]

/**
 * A row without an integer key of its own is known by its number elsewhere, in a full-text index for one. Where the numbers are 1, 2, 3, …, the engine gives
 * the same to rows that come in their order, and need not look for each whether it is free, which takes half as long again.
 */
const copyNumbered: Copy = (name, aside, columns, values) => {
  const from = quote(name)
  const isGapless = `(select count(*) from ${from}) = (select max(rowid) from ${from}) and (select min(rowid) from ${from}) = 1`
  const all = (condition: string): string => `from ${from} order by rowid limit iif(${condition}, -1, 0)`
  return [
    `insert into ${quote(aside)} (${columns.join(', ')}) select ${values.join(', ')} ${all(isGapless)}`,
    `insert into ${quote(aside)} (${['rowid', ...columns].join(', ')}) select ${['rowid', ...values].join(', ')} ${all(`not (${isGapless})`)}`,
  ]
}

const hasHiddenNumber = ({ options, primaryKey, columns }: TableModel): boolean => {
  if (options['withoutRowid'] === true) return false
  if (columns.some(({ name }) => name.toLowerCase() === 'rowid')) return false
  const [only, ...others] = primaryKey
  return !(
    others.length === 0 && columns.some(({ name, type }) => name === only && type.toUpperCase() === 'INTEGER')
  )
}

/** Else a number that was given out and deleted would be given out again. */
const carryCounter = (name: string, aside: string): readonly string[] => {
  const [from, to] = [name, aside].map((one) => `'${one.replaceAll("'", "''")}'`)
  return [
    `delete from sqlite_sequence where name = ${to}`,
    `insert into sqlite_sequence (name, seq) select ${to}, seq from sqlite_sequence where name = ${from}`,
  ]
}
