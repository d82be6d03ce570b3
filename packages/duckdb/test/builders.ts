import type { Rule } from '@holdfast/conformance'
import { drizzleRules } from '@holdfast/conformance/drizzle'
import { kyselyRules } from '@holdfast/conformance/kysely'
import { bigint, pgTable, text } from 'drizzle-orm/pg-core'
import { migrate } from 'drizzle-orm/pg-proxy/migrator'
import { drizzle } from '../src/drizzle.ts'
import { kysely } from '../src/kysely.ts'

export const builders: readonly Rule[] = [
  ...kyselyRules({
    kysely,
    cannot: { 'write-while-streaming': 'A connection has one result at a time.' },
  }),
  ...drizzleRules({
    drizzle,
    migrate,
    plain: 'execute',
    cannot: {
      'relational-queries': 'Drizzle writes them with functions that only PostgreSQL has.',
      migrations: 'Drizzle makes its own table with serial, which only PostgreSQL has.',
    },
    tables: (names) => ({
      customer: pgTable(names.customer, {
        id: bigint({ mode: 'number' }).primaryKey(),
        name: text().notNull(),
        notes: text(),
      }),
      purchase: pgTable(names.purchase, {
        id: bigint({ mode: 'number' }).primaryKey(),
        customer: bigint({ mode: 'number' }).notNull(),
        item: text().notNull(),
      }),
    }),
  }),
]
