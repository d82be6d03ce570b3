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
  uuid,
  version,
} from '../../src/index.ts'
import { requireTable } from '../../src/door/table.ts'
import { type TableUse, useTable } from '../../src/door/table-use.ts'
import type { Tenancy } from '../../src/door/tenancy.ts'

export const people = defineTable(
  'people',
  {
    id: text().primaryKey(),
    email: text().unique(),
    constructor: integer().nullable(),
    credits: integer().default(0),
    big: bigint().nullable(),
    balance: decimal(6, 2).nullable(),
    active: boolean().nullable(),
    born: date().nullable(),
    seenAt: timestamp().nullable(),
    role: oneOf('a', 'b').default('a'),
    profile: json().nullable(),
    hash: bytes().nullable(),
    ...timestamps(),
    ...softDelete(),
    version: version(),
  },
  { unique: [['role', 'credits']] },
)
export const letters = defineTable('letters', {
  id: uuid().primaryKey(),
  to: text().references(() => people.id),
  title: text(),
})
export const seats = defineTable(
  'seats',
  {
    tenant: tenant(),
    row: integer(),
    seat: integer(),
    person: text()
      .nullable()
      .references(() => people.id),
  },
  { primaryKey: ['row', 'seat'], unique: [['person']] },
)

export const schemaOf = (table: object): ReturnType<typeof requireTable> => requireTable(table, 'test')

export const useOf = (table: object, tenancy: Tenancy = { kind: 'none' }, inTransaction = false): TableUse =>
  useTable(table, { tenancy, inTransaction, secret: undefined })
