import type { Rule } from '../rule.ts'
import { recordsAggregates } from './records/aggregates.ts'
import { recordsChecks } from './records/checks.ts'
import { recordsConcurrentReferences } from './records/concurrent-references.ts'
import { recordsCursors } from './records/cursors.ts'
import { recordsDefaults } from './records/defaults.ts'
import { recordsFilters } from './records/filters.ts'
import { recordsFlatMemory } from './records/flat-memory.ts'
import { recordsGroups } from './records/groups.ts'
import { recordsHidden } from './records/hidden.ts'
import { recordsHostileNames } from './records/hostile-names.ts'
import { recordsIncidents } from './records/incidents.ts'
import { recordsIncludes } from './records/includes.ts'
import { recordsInsertMany } from './records/insert-many.ts'
import { recordsJsonPaths } from './records/json-paths.ts'
import { recordsJsonValues } from './records/json-values.ts'
import { recordsKeys } from './records/keys.ts'
import { recordsLocks } from './records/locks.ts'
import { recordsMemberships } from './records/memberships.ts'
import { recordsMovingPages } from './records/moving-pages.ts'
import { recordsOffsetPages } from './records/offset-pages.ts'
import { recordsOrderedValues } from './records/ordered-values.ts'
import { recordsPageCosts } from './records/page-costs.ts'
import { recordsPages } from './records/pages.ts'
import { recordsPrefixes } from './records/prefixes.ts'
import { recordsPurge } from './records/purge.ts'
import { recordsReads } from './records/reads.ts'
import { recordsReferenceDeletes } from './records/reference-deletes.ts'
import { recordsReferencePurges } from './records/reference-purges.ts'
import { recordsReferences } from './records/references.ts'
import { recordsRefusedCalls } from './records/refused-calls.ts'
import { recordsRestore } from './records/restore.ts'
import { recordsSelects } from './records/selects.ts'
import { recordsSoftDelete } from './records/soft-delete.ts'
import { recordsTables } from './records/tables.ts'
import { recordsTenantReferences } from './records/tenant-references.ts'
import { recordsTenants } from './records/tenants.ts'
import { recordsTimestamps } from './records/timestamps.ts'
import { recordsTransactions } from './records/transactions.ts'
import { recordsTransfers } from './records/transfers.ts'
import { recordsUnique } from './records/unique.ts'
import { recordsUpdates } from './records/updates.ts'
import { recordsUpsertMany } from './records/upsert-many.ts'
import { recordsUpserts } from './records/upserts.ts'
import { recordsValues } from './records/values.ts'
import { recordsVersions } from './records/versions.ts'
import { recordsWalks } from './records/walks.ts'

export const recordsRules: readonly Rule[] = [
  ...recordsTables,
  ...recordsHostileNames,
  ...recordsReads,
  ...recordsValues,
  ...recordsJsonValues,
  ...recordsOrderedValues,
  ...recordsDefaults,
  ...recordsKeys,
  ...recordsUnique,
  ...recordsChecks,
  ...recordsReferences,
  ...recordsReferenceDeletes,
  ...recordsReferencePurges,
  ...recordsConcurrentReferences,
  ...recordsTenantReferences,
  ...recordsSoftDelete,
  ...recordsHidden,
  ...recordsRestore,
  ...recordsPurge,
  ...recordsVersions,
  ...recordsTimestamps,
  ...recordsTenants,
  ...recordsFilters,
  ...recordsPrefixes,
  ...recordsJsonPaths,
  ...recordsRefusedCalls,
  ...recordsSelects,
  ...recordsIncludes,
  ...recordsPages,
  ...recordsMovingPages,
  ...recordsCursors,
  ...recordsPageCosts,
  ...recordsOffsetPages,
  ...recordsWalks,
  ...recordsAggregates,
  ...recordsGroups,
  ...recordsUpserts,
  ...recordsUpsertMany,
  ...recordsUpdates,
  ...recordsInsertMany,
  ...recordsFlatMemory,
  ...recordsTransactions,
  ...recordsLocks,
  ...recordsTransfers,
  ...recordsMemberships,
  ...recordsIncidents,
]
