import { expect } from 'vitest'
import {
  bigint,
  boolean,
  bytes,
  type Database,
  date,
  decimal,
  defineTable,
  integer,
  json,
  newUuid,
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
} from '../../src/index.ts'
import { opened, timed } from '../memory/opened.ts'

export const users = defineTable(
  'users',
  {
    id: text().primaryKey(),
    email: text().unique(),
    credits: integer().default(0),
    balance: decimal(6, 2).default('0'),
    role: oneOf('admin', 'member').default('member'),
    ...timestamps(),
    ...softDelete(),
    version: version(),
  },
  { check: { solvent: { credits: { gte: 0 } } } },
)

export const posts = defineTable('posts', {
  id: integer().primaryKey(),
  userId: text().references(() => users.id),
  title: text(),
})

export const everything = defineTable('everything', {
  id: uuid().primaryKey().default(newUuid),
  text: text().nullable(),
  enum: oneOf('b', 'a').nullable(),
  integer: integer().nullable(),
  bigint: bigint().nullable(),
  real: real().nullable(),
  decimal: decimal(10, 3).nullable(),
  boolean: boolean().nullable(),
  timestamp: timestamp().nullable(),
  date: date().nullable(),
  json: json().nullable(),
  bytes: bytes().nullable(),
  seenAt: timestamp().default(now),
})

export const incidents = defineTable(
  'incidents',
  {
    tenant: tenant(),
    id: text().primaryKey(),
    pattern: text(),
    parent: text().nullable().references('id', { onDelete: 'set-null' }),
  },
  { unique: [['pattern']] },
)

const tables = [users, posts, everything, incidents]

/** A database with these tables. */
export async function withTables(): Promise<Database> {
  const db = await opened()
  await db.createTables(tables)
  return db
}

/** The same with a clock that the test sets. */
export async function timedTables(): Promise<{ readonly db: Database; readonly clock: { now: number } }> {
  const { db, clock } = await timed()
  await db.createTables(tables)
  return { db, clock }
}

export const withCode = (code: string, more: object = {}): object =>
  expect.objectContaining({ code, ...more })
