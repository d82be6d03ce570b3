import {
  bigint,
  boolean,
  bytes,
  date,
  decimal,
  defineTable,
  integer,
  json,
  now,
  oneOf,
  real,
  softDelete,
  tenant,
  text,
  timestamp,
  timestamps,
  uuid,
  version,
  type AnyTable,
  type Column,
  type ColumnKind,
  type TableColumn,
} from '@holdfast/core'
import type { ColumnDesign, TableDesign } from './table-designs.ts'

const columnMakers: Readonly<Record<ColumnKind, (design: ColumnDesign) => Column>> = {
  text: ({ collation }) => (collation ? text({ collation: 'database' }) : text()),
  enum: () => oneOf('b', 'a', `it's`),
  integer: () => integer(),
  bigint: () => bigint(),
  real: () => real(),
  decimal: ({ precision }) => decimal(precision, precision - 2),
  boolean: () => boolean(),
  timestamp: () => timestamp(),
  date: () => date(),
  json: () => json<unknown>(),
  bytes: () => bytes(),
  uuid: () => uuid(),
}

const values: Readonly<Record<ColumnKind, unknown>> = {
  text: `it's "x" \\ $1`,
  enum: `it's`,
  integer: -5,
  bigint: 9_007_199_254_740_993n,
  real: 0.1,
  decimal: '-1.2',
  boolean: true,
  timestamp: now,
  date: '2024-02-29',
  json: { a: [1, 'x'] },
  bytes: undefined,
  uuid: '0190163d-8694-739b-aea5-966c26f8ad91',
}

const keys = { text, integer, uuid, bytes } as const

/** The definition of a design, and of the tables that it refers to. What no definition can say is left out of it. */
export const designedTables = (name: string, design: TableDesign): readonly AnyTable[] => {
  const parent = defineTable(`${name}_parents`, {
    ...(design.tenant ? { org: tenant() } : {}),
    id: integer().primaryKey(),
  })
  const columns: Record<string, Column> = design.tenant ? { org: tenant() } : {}
  const key = keys[design.key]()
  columns['id'] = design.composite ? key : key.primaryKey()
  if (design.composite) columns['part'] = integer()
  for (const column of design.columns) columns[column.name] = columnOf(column)
  if (design.timestamps) Object.assign(columns, timestamps())
  if (design.softDelete) Object.assign(columns, softDelete())
  if (design.version) columns['version'] = version()
  const { reference } = design
  const isSelf = reference === 'self' && !design.composite
  if (reference !== null && (reference !== 'self' || isSelf)) {
    const target = (): TableColumn =>
      isSelf ? (table as unknown as { id: TableColumn }).id : (parent as unknown as { id: TableColumn }).id
    const up = (isSelf ? keys[design.key]() : integer()) as unknown as Column
    columns['up'] = up
      .nullable()
      .references(target, { onDelete: reference === 'self' ? 'restrict' : reference })
  }
  const first = design.columns.find(({ kind }) => kind !== 'json')
  const compared = design.columns.find(
    ({ kind }) => kind === 'integer' || kind === 'real' || kind === 'bigint',
  )
  const one = (kind: ColumnKind): unknown => (kind === 'bigint' ? 1n : 1)
  const table: AnyTable = defineTable(name, columns as never, {
    ...(design.composite && { primaryKey: ['id', 'part'] as never }),
    ...(design.index && first !== undefined && { index: [[first.name, 'id']] as never }),
    ...(design.partial &&
      compared !== undefined && {
        index: [{ columns: ['id'], where: { [compared.name]: { gt: one(compared.kind) } } }] as never,
      }),
    ...(design.check &&
      compared !== undefined && {
        check: {
          limited: {
            or: [
              { [compared.name]: { gte: one(compared.kind) } },
              { not: { [compared.name]: { in: [one(compared.kind), one(compared.kind)] } } },
            ],
          },
        } as never,
      }),
  })
  return [parent, table]
}

const columnOf = (design: ColumnDesign): Column => {
  let column = columnMakers[design.kind](design)
  if (design.default && values[design.kind] !== undefined) column = column.default(values[design.kind])
  if (design.nullable) column = column.nullable()
  if (design.unique && design.kind !== 'json') column = column.unique()
  return column
}
