import {
  type Dialect,
  onConflict,
  plainUpdate,
  type SourceColumn,
  statement,
  type Statement,
  type TableDefinition,
} from '@holdfast/core'
import { columnType } from './columns.ts'
import { catalog } from './migration/catalog.ts'
import { appendOnly } from './engine/append-only.ts'
import { firstOfEach } from './engine/first-of-each.ts'
import { columnsOf } from './engine/columns-of.ts'
import { jsonTest } from './engine/json-test.ts'
import { literal } from './engine/literal.ts'
import { qualify, quote } from './engine/quote.ts'
import { tracking } from './engine/tracking.ts'
import { backup } from './migration/backup.ts'
import { effects } from './migration/effects.ts'
import { proof } from './migration/proof.ts'
import { tenantGuard } from './engine/tenant-guard.ts'
import { vacuumsEarly } from './engine/vacuums-early.ts'
import { hazards } from './migration/hazards.ts'
import { alter } from './migration/alter.ts'
import { lexicon } from './migration/lexicon.ts'

/** One number for all hosts that make our tables at the same moment. */
const installLock = '4857364825019374'

const sqlTypes = { text: 'text', bigint: 'bigint', real: 'double precision' } as const

const parameters = (columns: readonly SourceColumn[], first: number): string =>
  columns
    .map(({ name, type }, index) => `unnest($${first + index}::${sqlTypes[type]}[]) as ${quote(name)}`)
    .join(', ')

const single = (columns: readonly SourceColumn[], first: number): string =>
  columns.map(({ name, type }, index) => `$${first + index}::${sqlTypes[type]} as ${quote(name)}`).join(', ')

const columnDdl = ({ name, type, nullable }: TableDefinition['columns'][number]): string =>
  `${quote(name)} ${sqlTypes[type]}${type === 'text' ? ' collate "C"' : ''}${nullable === true ? '' : ' not null'}`

const list = (names: readonly string[]): string => names.map(quote).join(', ')

/** How PostgreSQL spells things, for tables in `schema`. */
export const dialect = (schema: string | undefined, rowLevelSecurity = false): Dialect => {
  const table = (name: string): string => qualify(schema, name)
  const prepareInstall: Statement[] = [statement(`select pg_advisory_xact_lock(${installLock})`)]
  if (schema !== undefined) prepareInstall.push(statement(`create schema if not exists ${quote(schema)}`))
  return {
    quote,
    table,
    placeholder: (position) => `$${position}`,
    time: 'server',
    // statement_timestamp() moves within a transaction, as now() does not, and can use an index, as clock_timestamp() cannot.
    now: (placeholder) =>
      `coalesce(${placeholder}::bigint, (extract(epoch from statement_timestamp()) * 1000)::bigint)`,
    keyColumns: 'split',
    joinsByIndex: true,
    writesWithin: true,
    arrival: {
      form: 'transaction',
      number: 'pg_current_xact_id()::text::bigint',
      horizon: 'pg_snapshot_xmin(pg_current_snapshot())::text::bigint',
    },
    batch: { form: 'arrays', commit: 'each', reads: true, flush: 'turn' },
    source: (columns, first) => `(select ${parameters(columns, first)})`,
    single: (columns, first) => `(select ${single(columns, first)})`,
    // A binary search.
    given: (placeholder, type, among) =>
      among === undefined
        ? `${placeholder}::${sqlTypes[type]}`
        : `(${placeholder}::${sqlTypes[type]}[])[width_bucket(${among.key}, ${among.keys}::text[])]`,
    anyOf: (column, placeholder, type = 'text') => `${column} = any(${placeholder}::${type}[])`,
    pairs: (column) => `jsonb_each_text(${column}::jsonb)`,
    // A list is looked up by index whatever is known of its length; a join takes the square of it where statistics are missing.
    anyFrom: (column, select) => `${column} = any(array(${select}))`,
    rowPlace: 'ctid',
    firstOfEach,
    vacuumsEarly: (name) => vacuumsEarly(table(name)),
    update: plainUpdate,
    upsert: onConflict,
    locks: 'rows',
    holdKey: (placeholder) => `pg_advisory_xact_lock(hashtextextended(${placeholder}, 0))`,
    columnType,
    exactSum: (expression) => [expression],
    byBytes: (expression) => `(${expression} collate "C")`,
    // Seconds and milliseconds apart: each is exact as the double that an interval is multiplied with.
    nowTimestamp: (placeholder) =>
      `date_trunc('milliseconds', coalesce(timestamptz 'epoch' + (${placeholder}::bigint / 1000) * interval '1 second' + (${placeholder}::bigint % 1000) * interval '1 millisecond', statement_timestamp()))`,
    jsonTest,
    literal,
    lexicon,
    hazards,
    alter: alter(table),
    tables: {
      checksUpserts: true,
      create: schema === 'pg_temp' ? 'create temporary table' : 'create table',
      suffix: '',
      timeDefault: `date_trunc('milliseconds', statement_timestamp())`,
      // A name is looked up at once, so a reference waits for its table.
      references: 'added',
      indexes: 'all',
      reserved: ['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid'],
      nullsFirst: ' nulls first',
      nullsApart: false,
      columnsOf: (name) => columnsOf(table(name)),
      tracking: tracking(table),
      ...(rowLevelSecurity ? { tenantGuard: tenantGuard(table) } : {}),
    },
    proof: proof(table),
    backup: backup(table),
    effects,
    catalog: catalog(schema, () => dialect('pg_temp', rowLevelSecurity)),
    createTable: ({ name, columns, primaryKey, indexes = [], appendOnly: rule }) => [
      `create table if not exists ${table(name)} (${columns.map(columnDdl).join(', ')}, primary key (${list(primaryKey)}))`,
      ...indexes.map(
        (index) =>
          `create index if not exists ${quote(index.name)} on ${table(name)} (${list(index.columns)})${index.notNull === undefined ? '' : ` where ${quote(index.notNull)} is not null`}`,
      ),
      ...(rule === undefined ? [] : appendOnly(table, name, rule)),
    ],
    prepareInstall,
  }
}
