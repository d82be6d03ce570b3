import type { ColumnSpecification } from '../contracts/column.ts'
import type { ColumnSchema, TableSchema } from '../contracts/table.ts'
import { requireColumn } from './table.ts'

/** A column by its name in the database, as far as its values are recorded. */
export interface TrackedColumn extends Pick<
  ColumnSpecification,
  'kind' | 'precision' | 'scale' | 'collation'
> {
  readonly name: string
  readonly redacted?: true
}

/** What is recorded of a table, as data that is kept in the database: whoever changes a row knows by it what to record. */
export interface Tracking {
  readonly table: string
  /** Of the tenant, which is not in `key`. */
  readonly tenant?: string
  readonly key: readonly TrackedColumn[]
  readonly columns: readonly TrackedColumn[]
  readonly deletedAt?: string
}

const made = new WeakMap<TableSchema, Tracking>()

/** What the definition asks to be recorded; undefined for nothing. */
export const trackingOf = (schema: TableSchema): Tracking | undefined => {
  const { changes } = schema
  if (changes === undefined) return undefined
  let known = made.get(schema)
  if (known === undefined) made.set(schema, (known = makeTracking(schema, changes)))
  return known
}

const makeTracking = (
  schema: TableSchema,
  { tracked, redacted }: NonNullable<TableSchema['changes']>,
): Tracking => {
  const column = (property: string): ColumnSchema => requireColumn(schema, property, 'track changes')
  const { tenant, deletedAt, primaryKey } = schema
  return {
    table: schema.name,
    ...(tenant === undefined ? {} : { tenant: column(tenant).name }),
    key: primaryKey
      .filter((property) => property !== tenant)
      .map((property) => trackedColumn(column(property))),
    columns: tracked.map((property) => ({
      ...trackedColumn(column(property)),
      ...(redacted.includes(property) ? { redacted: true as const } : {}),
    })),
    ...(deletedAt === undefined ? {} : { deletedAt: column(deletedAt).name }),
  }
}

export const trackedColumn = ({ name, kind, precision, scale, collation }: ColumnSchema): TrackedColumn => ({
  name,
  kind,
  ...(precision === undefined ? {} : { precision }),
  ...(scale === undefined ? {} : { scale }),
  ...(collation === undefined ? {} : { collation }),
})
