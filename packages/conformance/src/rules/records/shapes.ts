import {
  boolean,
  defineTable,
  integer,
  softDelete,
  tenant,
  text,
  timestamp,
  timestamps,
  version,
  type Column,
  type OnDelete,
  type Table,
} from '@holdfast/core'

/*
 * The tables that most rules use. Their types are written out because a declaration file cannot infer them.
 */

type Nullable<T, F extends 'text' | never = never> = Column<T | null, F | 'optional'>
type TextKey = Column<string, 'text' | 'key' | 'optional'>
type Kept<T> = Column<T, 'kept'>
type Stamped = Column<Date, 'stamped'>
type SoftDelete = { readonly deletedAt: Kept<Date | null>; readonly deletedBy: Kept<string | null> }

export type People = Table<
  {
    readonly id: TextKey
    readonly email: Column<string, 'text'>
    readonly age: Nullable<number>
    readonly city: Nullable<string, 'text'>
    readonly credits: Column<number, 'optional'>
    readonly createdAt: Stamped
    readonly updatedAt: Stamped
    readonly version: Kept<string>
  } & SoftDelete,
  'id'
>

const stamps = timestamps()
const tombs = softDelete()

/** Everything that the library keeps, a unique column, a check. */
export const people = (name: string): People =>
  defineTable(
    name,
    {
      id: text().primaryKey(),
      email: text().unique(),
      age: integer().nullable(),
      city: text().nullable(),
      credits: integer().default(0),
      ...stamps,
      ...tombs,
      version: version(),
    },
    { check: { solvent: { credits: { gte: 0 } } } },
  )

export type Posts = Table<
  {
    readonly id: TextKey
    readonly authorId: Column<string | null, 'text' | 'optional', People['id']>
    readonly title: Column<string, 'text'>
  } & SoftDelete,
  'id'
>

/** Rows that refer to people, with a soft delete of their own. */
export const posts = (name: string, authors: People, onDelete: OnDelete): Posts =>
  defineTable(name, {
    id: text().primaryKey(),
    authorId: text()
      .nullable()
      .references(() => authors.id, { onDelete }),
    title: text(),
    ...tombs,
  })

export type Things = Table<
  {
    readonly id: Column<number, 'key'>
    readonly label: Nullable<string, 'text'>
    readonly n: Nullable<number>
    readonly at: Nullable<Date>
    readonly flag: Nullable<boolean>
  },
  'id'
>

/** A plain table of nullable columns: no soft delete, nothing kept. */
export const things = (name: string): Things =>
  defineTable(
    name,
    {
      id: integer().primaryKey(),
      label: text().nullable(),
      n: integer().nullable(),
      at: timestamp().nullable(),
      flag: boolean().nullable(),
    },
    { index: [['label', 'n']] },
  )

export type Tickets = Table<
  {
    readonly org: Column<string, 'tenant'>
    readonly id: TextKey
    readonly subject: Column<string, 'text'>
    readonly n: Column<number, 'optional'>
    readonly version: Kept<string>
  } & SoftDelete,
  'id'
>

/** A table of tenants. */
export const tickets = (name: string): Tickets =>
  defineTable(name, {
    org: tenant(),
    id: text().primaryKey(),
    subject: text().unique(),
    n: integer().default(0),
    version: version(),
    ...tombs,
  })

export type Counters = Table<
  {
    readonly id: TextKey
    readonly day: Column<string, 'text'>
    readonly pattern: Column<string, 'text'>
    readonly total: Column<number, 'optional'>
    readonly last: Nullable<string, 'text'>
    readonly note: Nullable<string, 'text'>
  },
  'id'
>

/** Statistics, found by day and pattern. */
export const counters = (name: string): Counters =>
  defineTable(
    name,
    {
      id: text().primaryKey(),
      day: text(),
      pattern: text(),
      total: integer().default(1),
      last: text().nullable(),
      note: text().nullable(),
    },
    { unique: [['day', 'pattern']] },
  )
