import {
  bigint,
  boolean,
  bytes,
  date,
  decimal,
  defineTable,
  integer,
  json,
  oneOf,
  softDelete,
  tenant,
  text,
  timestamp,
  timestamps,
  version,
  type AnyTable,
} from '@holdfast/core'

/** The tables of one comparison, what is referred to first. */
export const tableNames = ['kinds', 'users', 'posts', 'folders', 'notes'] as const
export type TableName = (typeof tableNames)[number]

/** Every type, every way to refer, with and without soft delete, versions and tenants. */
export const recordTables = (
  prefix: string,
  tracked?: { readonly changes: true },
): Readonly<Record<TableName, AnyTable>> => {
  const kinds = defineTable(
    `${prefix}_kinds`,
    {
      id: integer().primaryKey(),
      code: text().nullable().unique(),
      n: integer().nullable().default(1),
    },
    tracked,
  )
  const users = defineTable(
    `${prefix}_users`,
    {
      id: text().primaryKey(),
      email: text().nullable().unique(),
      kindId: integer()
        .nullable()
        .references(() => kinds.id, { onDelete: 'set-null' }),
      credits: integer().default(5),
      big: bigint().nullable(),
      price: decimal(6, 2).nullable(),
      at: timestamp().nullable(),
      day: date().nullable(),
      flag: boolean().nullable(),
      level: oneOf('b', 'a', 'C').nullable(),
      raw: bytes().nullable(),
      body: json<unknown>().nullable(),
      ...timestamps(),
      ...softDelete(),
      version: version(),
    },
    { check: { solvent: { credits: { gte: 0 } } }, index: [['credits', 'level']], ...tracked },
  )
  const posts = defineTable(
    `${prefix}_posts`,
    {
      userId: text().references(() => users.id, { onDelete: 'cascade' }),
      slot: integer(),
      lang: text().nullable(),
      title: text(),
    },
    { primaryKey: ['userId', 'slot'], unique: [['title', 'lang']], ...tracked },
  )
  const folders = defineTable(
    `${prefix}_folders`,
    {
      org: tenant(),
      id: integer().primaryKey(),
      name: text().unique(),
      ...softDelete(),
    },
    tracked,
  )
  const notes = defineTable(
    `${prefix}_notes`,
    {
      org: tenant(),
      id: integer().primaryKey(),
      folderId: integer()
        .nullable()
        .references(() => folders.id, { onDelete: 'set-null' }),
      kindId: integer()
        .nullable()
        .references(() => kinds.id),
      label: text().nullable(),
      n: integer().nullable(),
      version: version(),
    },
    tracked,
  )
  return { kinds, users, posts, folders, notes }
}
