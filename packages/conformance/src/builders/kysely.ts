import type { Rule } from '../rule.ts'
import type { KyselyAdapter } from './kysely/adapter.ts'
import { kyselyControlledTransactions } from './kysely/controlled-transactions.ts'
import { kyselyMigrations } from './kysely/migrations.ts'
import { kyselyQueries } from './kysely/queries.ts'
import { kyselyStreams } from './kysely/streams.ts'
import { kyselyTransactionTerms } from './kysely/transaction-terms.ts'
import { kyselyTransactions } from './kysely/transactions.ts'
import { kyselyValues } from './kysely/values.ts'

export type { KyselyAdapter } from './kysely/adapter.ts'

/** What every backend owes whose adapter gives Kysely over a session; for `Harness.builders`. */
export const kyselyRules = (adapter: KyselyAdapter): readonly Rule[] => [
  ...kyselyQueries(adapter),
  ...kyselyValues(adapter),
  ...kyselyStreams(adapter),
  ...kyselyTransactions(adapter),
  ...kyselyTransactionTerms(adapter),
  ...kyselyControlledTransactions(adapter),
  ...kyselyMigrations(adapter),
]
