import { statement, type Dialect, type SourceColumn, type TableDefinition } from '@holdfast/core'
import { anyOf } from './engine/any-of.ts'
import { firstOfEach } from './engine/first-of-each.ts'
import { jsonTest } from './engine/json-test.ts'
import { literal } from './engine/literal.ts'
import { ordered } from './engine/near-page.ts'
import { quote, table } from './engine/quote.ts'
import { packedRows } from './engine/packed-rows.ts'
import { mergeUpdate } from './engine/update.ts'
import { merge } from './engine/upsert.ts'
import { columnType } from './columns.ts'
import { backup } from './migration/backup.ts'
import { effects } from './migration/effects.ts'
import { proof } from './migration/proof.ts'
import { hazards } from './migration/hazards.ts'
import { catalog } from './migration/catalog.ts'
import { alter } from './migration/alter.ts'
import { lexicon } from './migration/lexicon.ts'

const placeholder = (position: number): string => `$${position}`

const sqlTypes = { text: 'VARCHAR', bigint: 'BIGINT', real: 'DOUBLE' } as const

const source = (columns: readonly SourceColumn[], first: number): string => {
  const lists = columns.map(
    ({ name, type }, index) => `unnest($${first + index}::${sqlTypes[type]}[]) as ${quote(name)}`,
  )
  return `(select ${lists.join(', ')})`
}

const createTable = ({ name, columns, primaryKey }: TableDefinition): readonly string[] => {
  const lines = columns.map(
    ({ name, type, nullable }) => `${quote(name)} ${sqlTypes[type]}${nullable === true ? '' : ' not null'}`,
  )
  const key = `primary key (${primaryKey.map(quote).join(', ')})`
  // No secondary index: the engine prefers a scan to one, and each makes writes slower and ALTER impossible.
  const create = `create table if not exists ${table(name)} (${[...lines, key].join(', ')})`
  const [only, ...others] = primaryKey
  if (only === undefined || others.length > 0) return [create]
  return [
    create,
    `create index if not exists ${quote(`${name}_order`)} on ${table(name)} ((${ordered(quote(only))}))`,
  ]
}

export const dialect: Dialect = {
  quote,
  table,
  placeholder,
  time: 'client',
  now: (position) => `${position}::bigint`,
  keyColumns: 'folded',
  joinsByIndex: false,
  writesWithin: false,
  arrival: { form: 'process' },
  batch: { form: 'arrays', commit: 'shared', reads: true, flush: 'turn' },
  source,
  anyOf,
  shortRange: (column, low, high) => `(${ordered(column)}) >= ${low} and (${ordered(column)}) < ${high}`,
  // The values of json_each are JSON themselves.
  pairs: (column) => `(select key, json_extract_string(value, '$') as value from json_each(${column}))`,
  anyFrom: (column, select) => `${column} in (${select})`,
  firstOfEach,
  rowPlace: 'rowid',
  update: mergeUpdate,
  upsert: merge,
  locks: 'none',
  columnType,
  exactSum: (expression) => [expression],
  byBytes: (expression) => expression,
  nowTimestamp: (position) => `make_timestamptz(${position}::bigint * 1000)`,
  jsonTest,
  literal,
  lexicon,
  hazards,
  alter,
  tables: {
    checksUpserts: false,
    create: 'create table',
    suffix: '',
    timeDefault: `(date_trunc('milliseconds', now()))`,
    references: 'inline',
    packedRows,
    indexes: 'none',
    reserved: [],
    nullsFirst: '',
    // The filter that a limited order makes of its own first values is wrong where they are null: rows of other row groups are lost.
    nullsApart: true,
    columnsOf: (name) => ({
      ...statement(
        `select column_name, replace(data_type, 'TIMESTAMP WITH TIME ZONE', 'TIMESTAMPTZ') from duckdb_columns() where database_name = current_database() and schema_name = 'main' and table_name = $1`,
        [name],
      ),
      cache: true,
    }),
  },
  proof,
  backup,
  effects,
  catalog: catalog('main', () => temporary),
  createTable,
  prepareInstall: [],
}

const temporary: Dialect = {
  ...dialect,
  table: (name) => `temp."main".${quote(name)}`,
  tables: { ...dialect.tables, create: 'create temporary table' },
  catalog: catalog('temp', () => temporary),
}
