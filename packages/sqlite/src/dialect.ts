import { onConflict, plainUpdate, statement, type Dialect, type TableDefinition } from '@holdfast/core'
import { columnType } from './columns.ts'
import { appendOnly } from './engine/append-only.ts'
import { firstOfEach } from './engine/first-of-each.ts'
import { jsonTest } from './engine/json-test.ts'
import { literal } from './engine/literal.ts'
import { quote } from './engine/quote.ts'
import { tracking } from './engine/tracking.ts'
import { backup } from './migration/backup.ts'
import { effects } from './migration/effects.ts'
import { proof } from './migration/proof.ts'
import { hazards } from './migration/hazards.ts'
import { catalog } from './migration/catalog.ts'
import { alter } from './migration/alter.ts'
import { lexicon } from './migration/lexicon.ts'

const types = { text: 'TEXT', bigint: 'INTEGER', real: 'REAL' } as const

const list = (names: readonly string[]): string => names.map(quote).join(', ')

// STRICT, so that a wrong type is refused and not kept; WITHOUT ROWID, so that a lookup by key descends one tree, not two.
function createTable(table: TableDefinition): readonly string[] {
  const columns = table.columns.map(
    (column) => `${quote(column.name)} ${types[column.type]}${column.nullable === true ? '' : ' NOT NULL'}`,
  )
  const parts = [...columns, `PRIMARY KEY (${list(table.primaryKey)})`].join(', ')
  const indexes = (table.indexes ?? []).map(
    (index) =>
      `CREATE INDEX IF NOT EXISTS ${quote(index.name)} ON ${quote(table.name)} (${list(index.columns)})${index.notNull === undefined ? '' : ` WHERE ${quote(index.notNull)} IS NOT NULL`}`,
  )
  return [
    `CREATE TABLE IF NOT EXISTS ${quote(table.name)} (${parts}) STRICT, WITHOUT ROWID`,
    ...indexes,
    ...appendOnly(table),
  ]
}

export const dialect: Dialect = {
  quote,
  table: quote,
  placeholder: (position) => `?${position}`,
  time: 'client',
  now: (placeholder) => placeholder,
  keyColumns: 'split',
  joinsByIndex: true,
  writesWithin: false,
  // Writes in-thread: callers meet in the check phase and share one commit; a read is answered on the spot.
  arrival: { form: 'last' },
  batch: { form: 'rows', commit: 'shared', reads: false, flush: 'check' },
  source: (columns, first) =>
    `(select ${columns.map((column, i) => `?${first + i} as ${quote(column.name)}`).join(', ')})`,
  // A list is bound as its JSON text, and every key is looked up in the index.
  anyOf: (column, placeholder) => `${column} in (select value from json_each(${placeholder}))`,
  pairs: (column) => `json_each(${column})`,
  anyFrom: (column, select) => `${column} in (${select})`,
  indexedBy: (index) => ` indexed by ${quote(index)}`,
  firstOfEach,
  update: plainUpdate,
  upsert: onConflict,
  locks: 'none',
  columnType,
  // Every comparison is of bytes unless a column says otherwise, and none of ours does.
  // `sum` fails where a partial sum lies beyond 64 bits, also on the way to one that does not.
  exactSum: (expression) => [`${expression} >> 32`, `${expression} & 4294967295`],
  byBytes: (expression) => expression,
  nowTimestamp: (placeholder) => placeholder,
  jsonTest,
  literal,
  lexicon,
  hazards,
  alter,
  tables: {
    checksUpserts: true,
    create: 'create table',
    suffix: ' STRICT',
    // The engine's own clock, which rounds to milliseconds; a cast would cut the product of doubles below them.
    timeDefault: `(cast(round(unixepoch('subsec') * 1000) as integer))`,
    references: 'inline',
    indexes: 'all',
    reserved: [],
    nullsFirst: '',
    nullsApart: false,
    tracking,
    columnsOf: (name) => statement('select name, type from pragma_table_info(?1)', [name]),
  },
  proof,
  backup,
  effects,
  catalog: catalog('main', () => temporary),
  createTable,
  // The write lock of BEGIN IMMEDIATE holds other processes off.
  prepareInstall: [],
}

/** An index finds its table here first, so only the table itself has to say that it is temporary. */
const temporary: Dialect = {
  ...dialect,
  tables: { ...dialect.tables, create: 'create temporary table' },
  catalog: catalog('temp', () => temporary),
}
