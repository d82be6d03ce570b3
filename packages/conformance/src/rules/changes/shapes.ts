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
  real,
  softDelete,
  text,
  timestamp,
  timestamps,
  uuid,
  version,
  type AnyTable,
  type Change,
  type Changes,
  type Column,
  type Table,
} from '@holdfast/core'

/*
 * Their types are written out because a declaration file cannot infer them.
 */

type Nullable<T, F extends 'text' | 'json' | 'decimal' | never = never> = Column<T | null, F | 'optional'>

type TrackedPeople = Table<
  {
    readonly id: Column<string, 'text' | 'key' | 'optional'>
    readonly email: Column<string, 'text'>
    readonly credits: Column<number, 'optional'>
    readonly note: Nullable<string, 'text'>
    readonly createdAt: Column<Date, 'stamped'>
    readonly updatedAt: Column<Date, 'stamped'>
    readonly deletedAt: Column<Date | null, 'kept'>
    readonly deletedBy: Column<string | null, 'kept'>
    readonly version: Column<string, 'kept'>
  },
  'id'
>

const stamps = timestamps()
const tombs = softDelete()

/** A tracked table as people have them. */
export const people = (name: string): TrackedPeople =>
  defineTable(
    name,
    {
      id: text().primaryKey(),
      email: text().unique(),
      credits: integer().default(0),
      note: text().nullable(),
      ...stamps,
      ...tombs,
      version: version(),
    },
    { changes: true },
  )

type TrackedValues = Table<
  {
    readonly id: Column<number, 'key'>
    readonly text: Nullable<string, 'text'>
    readonly level: Nullable<'low' | 'high', 'text'>
    readonly count: Nullable<number>
    readonly big: Nullable<bigint>
    readonly ratio: Nullable<number>
    readonly price: Nullable<string, 'decimal'>
    readonly whole: Nullable<string, 'decimal'>
    readonly flag: Nullable<boolean>
    readonly at: Nullable<Date>
    readonly day: Nullable<string>
    readonly raw: Nullable<Uint8Array>
    readonly body: Nullable<unknown, 'json'>
    readonly ref: Nullable<string, 'text'>
  },
  'id'
>

/** A tracked table with a column of each type. */
export const values = (name: string): TrackedValues =>
  defineTable(
    name,
    {
      id: integer().primaryKey(),
      text: text().nullable(),
      level: oneOf('low', 'high').nullable(),
      count: integer().nullable(),
      big: bigint().nullable(),
      ratio: real().nullable(),
      price: decimal(12, 4).nullable(),
      whole: decimal(6, 0).nullable(),
      flag: boolean().nullable(),
      at: timestamp().nullable(),
      day: date().nullable(),
      raw: bytes().nullable(),
      body: json<unknown>().nullable(),
      ref: uuid().nullable(),
    },
    { changes: true },
  )

/** What became of a record, oldest first, as one word for each change and what it changed. */
export const told = ({ operation, fields }: Change<never>): string => {
  const parts = Object.entries(fields as Record<string, { old?: unknown; new?: unknown; redacted?: true }>)
    .filter(([name]) => !['createdAt', 'deletedAt', 'deletedBy'].includes(name))
    .filter(([, field]) => (field.new ?? null) !== (field.old ?? null) || field.redacted)
    .map(([name, field]) =>
      field.redacted ? `${name}:redacted` : `${name}:${String(field.old)}>${String(field.new)}`,
    )
  return [operation, ...parts.sort()].join(' ')
}

/** The whole history of a record, oldest first. */
export const historyOf = async <T extends AnyTable>(
  changes: Changes<T>,
  key: unknown,
): Promise<readonly string[]> => {
  const { items } = await changes.history(key as never, { order: 'oldest' })
  return items.map((change) => told(change as never))
}
