import type { Rule } from '../rule.ts'
import type { DrizzleAdapter } from './drizzle/adapter.ts'
import { drizzleMigrations } from './drizzle/migrations.ts'
import { drizzleQueries } from './drizzle/queries.ts'
import { drizzleRelationalQueries } from './drizzle/relational-queries.ts'
import { drizzleTransactions } from './drizzle/transactions.ts'
import { drizzleValues } from './drizzle/values.ts'

export type { DrizzleAdapter, DrizzleShop } from './drizzle/adapter.ts'

/** What every backend owes whose adapter gives Drizzle over a session; for `Harness.builders`. */
export const drizzleRules = (adapter: DrizzleAdapter): readonly Rule[] => [
  ...drizzleQueries(adapter),
  ...drizzleValues(adapter),
  ...drizzleTransactions(adapter),
  ...drizzleRelationalQueries(adapter),
  ...drizzleMigrations(adapter),
]
