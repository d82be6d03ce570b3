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
  type Change,
  type Changes,
  type AnyTable,
} from '@holdfast/core'

/** A tracked table as people have them. */
export const people = (name: string) =>
  defineTable(
    name,
    {
      id: text().primaryKey(),
      email: text().unique(),
      credits: integer().default(0),
      note: text().nullable(),
      ...timestamps(),
      ...softDelete(),
      version: version(),
    },
    { changes: true },
  )

/** A tracked table with a column of each type. */
export const values = (name: string) =>
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
    .filter(
      ([, field]) =>
        !(field.old ?? null === null) || (field.new ?? null) !== (field.old ?? null) || field.redacted,
    )
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
