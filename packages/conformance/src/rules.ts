import type { Harness } from './harness.ts'
import type { Rule } from './rule.ts'
import { changesRules } from './rules/changes.ts'
import { keyValueRules } from './rules/key-value.ts'
import { storeRules } from './rules/stores.ts'
import { speedRules } from './rules/speed.ts'
import { sqlRules } from './rules/sql.ts'
import { isolationRules } from './rules/isolation.ts'
import { importJsonRules } from './rules/migrations/import-json.ts'
import { lifeRules } from './rules/life.ts'
import { batchingRules } from './rules/batching.ts'
import { crashRules } from './rules/crash.ts'
import { differentialRules } from './rules/differential.ts'
import { faultRules } from './rules/faults.ts'
import { errorRules } from './rules/errors.ts'
import { observabilityRules } from './rules/observability.ts'
import { proofRules } from './rules/migrations/proof.ts'
import { auditRules } from './rules/audit.ts'
import { cacheRules } from './rules/cache.ts'
import { counterRules } from './rules/counters.ts'
import { businessRules } from './rules/business-rules.ts'
import { contextRules } from './rules/context.ts'
import { settingRules } from './rules/settings.ts'
import { snapshotRules } from './rules/snapshots.ts'
import { lockRules } from './rules/locks.ts'
import { migrationRules } from './rules/migrations.ts'
import { recordsRules } from './rules/records.ts'
import { schemaRules } from './rules/schema.ts'
import { tableRules } from './rules/tables.ts'
import { evidenceRules } from './rules/evidence.ts'
import { queueRules } from './rules/queue.ts'
import { workflowRules } from './rules/workflows.ts'
import { transactionRules } from './rules/transactions.ts'

/** Every rule of this version of the suite that any backend is measured by. */
export const rules: readonly Rule[] = [
  ...keyValueRules,
  ...cacheRules,
  ...lockRules,
  ...counterRules,
  ...workflowRules,
  ...queueRules,
  ...evidenceRules,
  ...settingRules,
  ...contextRules,
  ...snapshotRules,
  ...businessRules,
  ...auditRules,
  ...transactionRules,
  ...sqlRules,
  ...lifeRules,
  ...schemaRules,
  ...recordsRules,
  ...changesRules,
  ...tableRules,
  ...proofRules,
  ...migrationRules,
  ...errorRules,
  ...batchingRules,
  ...observabilityRules,
  ...isolationRules,
  ...differentialRules,
  ...crashRules,
  ...faultRules,
  ...importJsonRules,
  ...storeRules,
  ...speedRules,
]

/** Those, and the rules of what the backend offers beside them. */
export const rulesOf = ({ builders = [] }: Pick<Harness, 'builders'>): readonly Rule[] => [
  ...rules,
  ...builders,
]
