import type { Rule } from '@holdfast/conformance'
import { drizzleRules } from '@holdfast/conformance/drizzle'
import { kyselyRules } from '@holdfast/conformance/kysely'
import { bigint, pgTable, text } from 'drizzle-orm/pg-core'
import { migrate } from 'drizzle-orm/pg-proxy/migrator'
import { drizzle } from '../src/drizzle.ts'
import { kysely } from '../src/kysely.ts'

export const builders: readonly Rule[] = [
  ...kyselyRules({ kysely }),
  ...drizzleRules({
    drizzle,
    migrate,
    plain: 'execute',
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
