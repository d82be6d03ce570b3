import type { Rule } from '@holdfast/conformance'
import { drizzleRules } from '@holdfast/conformance/drizzle'
import { kyselyRules } from '@holdfast/conformance/kysely'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { migrate } from 'drizzle-orm/sqlite-proxy/migrator'
import { drizzle } from '../src/drizzle.ts'
import { kysely } from '../src/kysely.ts'

export const builders: readonly Rule[] = [
  ...kyselyRules({ kysely }),
  ...drizzleRules({
    drizzle,
    migrate,
    plain: 'all',
    tables: (names) => ({
      customer: sqliteTable(names.customer, {
        id: integer().primaryKey(),
        name: text().notNull(),
        notes: text(),
      }),
      purchase: sqliteTable(names.purchase, {
        id: integer().primaryKey(),
        customer: integer().notNull(),
        item: text().notNull(),
      }),
    }),
  }),
]
