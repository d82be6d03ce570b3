import type { Rule } from '../rule.ts'
import { recordsAfterRefusals } from './records/after-refusals.ts'
import { recordsAskedWhileEmpty } from './records/asked-while-empty.ts'
import { recordsAggregates } from './records/aggregates.ts'
import { recordsChecks } from './records/checks.ts'
import { recordsCompositeKeyDeletes } from './records/composite-key-deletes.ts'
import { recordsConcurrentReferences } from './records/concurrent-references.ts'
import { recordsParentLocks } from './records/parent-locks.ts'
import { recordsCursors } from './records/cursors.ts'
import { recordsDefaults } from './records/defaults.ts'
import { recordsFilledIn } from './records/filled-in.ts'
import { recordsFilters } from './records/filters.ts'
import { recordsFlatMemory } from './records/flat-memory.ts'
import { recordsGroups } from './records/groups.ts'
import { recordsHandles } from './records/handles.ts'
import { recordsHiddenWrites } from './records/hidden-writes.ts'
import { recordsHidden } from './records/hidden.ts'
import { recordsHostileNames } from './records/hostile-names.ts'
import { recordsIncidents } from './records/incidents.ts'
import { recordsIncludeBounds } from './records/include-bounds.ts'
import { recordsIncludes } from './records/includes.ts'
import { recordsIncrements } from './records/increments.ts'
import { recordsLargeUpdates } from './records/large-updates.ts'
import { recordsInsertMany } from './records/insert-many.ts'
import { recordsJsonEvaluated } from './records/json-evaluated.ts'
import { recordsJsonPaths } from './records/json-paths.ts'
import { recordsJsonValues } from './records/json-values.ts'
import { recordsKeys } from './records/keys.ts'
import { recordsLargeValues } from './records/large-values.ts'
import { recordsLocks } from './records/locks.ts'
import { recordsLongLists } from './records/long-lists.ts'
import { recordsManyValues } from './records/many-values.ts'
import { recordsLargeFilters } from './records/large-filters.ts'
import { recordsMemberships } from './records/memberships.ts'
import { recordsMovingPages } from './records/moving-pages.ts'
import { recordsOffsetPages } from './records/offset-pages.ts'
import { recordsOrderedValues } from './records/ordered-values.ts'
import { recordsPageCosts } from './records/page-costs.ts'
import { recordsNullPages } from './records/null-pages.ts'
import { recordsPages } from './records/pages.ts'
import { recordsPrefixes } from './records/prefixes.ts'
import { recordsProcesses } from './records/processes.ts'
import { recordsPurge } from './records/purge.ts'
import { recordsRandomFilters } from './records/random-filters.ts'
import { recordsReads } from './records/reads.ts'
import { recordsReferenceChains } from './records/reference-chains.ts'
import { recordsReferenceDeletes } from './records/reference-deletes.ts'
import { recordsReferencePurges } from './records/reference-purges.ts'
import { recordsLargeDeletes } from './records/large-deletes.ts'
import { recordsReferences } from './records/references.ts'
import { recordsRefusedCalls } from './records/refused-calls.ts'
import { recordsRestore } from './records/restore.ts'
import { recordsSelects } from './records/selects.ts'
import { recordsSharedReferences } from './records/shared-references.ts'
import { recordsSignedCursors } from './records/signed-cursors.ts'
import { recordsSoftDelete } from './records/soft-delete.ts'
import { recordsSums } from './records/sums.ts'
import { recordsTableFacts } from './records/table-facts.ts'
import { recordsTables } from './records/tables.ts'
import { recordsTenantReferences } from './records/tenant-references.ts'
import { recordsTenantSessions } from './records/tenant-sessions.ts'
import { recordsTenants } from './records/tenants.ts'
import { recordsTimestamps } from './records/timestamps.ts'
import { recordsTransactions } from './records/transactions.ts'
import { recordsTransfers } from './records/transfers.ts'
import { recordsUnique } from './records/unique.ts'
import { recordsUpdates } from './records/updates.ts'
import { recordsUpsertConflicts } from './records/upsert-conflicts.ts'
import { recordsUpsertManyBounds } from './records/upsert-many-bounds.ts'
import { recordsUpsertCosts } from './records/upsert-costs.ts'
import { recordsUpsertMany } from './records/upsert-many.ts'
import { recordsUpserts } from './records/upserts.ts'
import { recordsValues } from './records/values.ts'
import { recordsVersionRaces } from './records/version-races.ts'
import { recordsVersions } from './records/versions.ts'
import { recordsWalks } from './records/walks.ts'

export const recordsRules: readonly Rule[] = [
  ...recordsTables,
  ...recordsAskedWhileEmpty,
  ...recordsTableFacts,
  ...recordsHostileNames,
  ...recordsReads,
  ...recordsValues,
  ...recordsJsonValues,
  ...recordsLargeValues,
  ...recordsOrderedValues,
  ...recordsDefaults,
  ...recordsFilledIn,
  ...recordsKeys,
  ...recordsUnique,
  ...recordsChecks,
  ...recordsReferences,
  ...recordsReferenceDeletes,
  ...recordsCompositeKeyDeletes,
  ...recordsReferenceChains,
  ...recordsReferencePurges,
  ...recordsLargeDeletes,
  ...recordsConcurrentReferences,
  ...recordsParentLocks,
  ...recordsTenantReferences,
  ...recordsSharedReferences,
  ...recordsSoftDelete,
  ...recordsHidden,
  ...recordsHiddenWrites,
  ...recordsRestore,
  ...recordsPurge,
  ...recordsVersions,
  ...recordsVersionRaces,
  ...recordsTimestamps,
  ...recordsTenants,
  ...recordsTenantSessions,
  ...recordsFilters,
  ...recordsRandomFilters,
  ...recordsPrefixes,
  ...recordsJsonPaths,
  ...recordsJsonEvaluated,
  ...recordsLongLists,
  ...recordsLargeFilters,
  ...recordsRefusedCalls,
  ...recordsSelects,
  ...recordsIncludes,
  ...recordsIncludeBounds,
  ...recordsPages,
  ...recordsMovingPages,
  ...recordsCursors,
  ...recordsSignedCursors,
  ...recordsPageCosts,
  ...recordsNullPages,
  ...recordsOffsetPages,
  ...recordsWalks,
  ...recordsAggregates,
  ...recordsSums,
  ...recordsGroups,
  ...recordsUpserts,
  ...recordsUpsertConflicts,
  ...recordsUpsertMany,
  ...recordsUpsertManyBounds,
  ...recordsUpsertCosts,
  ...recordsUpdates,
  ...recordsIncrements,
  ...recordsLargeUpdates,
  ...recordsProcesses,
  ...recordsInsertMany,
  ...recordsManyValues,
  ...recordsFlatMemory,
  ...recordsTransactions,
  ...recordsHandles,
  ...recordsAfterRefusals,
  ...recordsLocks,
  ...recordsTransfers,
  ...recordsMemberships,
  ...recordsIncidents,
]
