import type { Rule } from '../rule.ts'
import { keyValueAtomics } from './key-value/atomics.ts'
import { keyValueAskedWhileEmpty } from './key-value/asked-while-empty.ts'
import { keyValueBasics } from './key-value/basics.ts'
import { keyValueConcurrentAtomics } from './key-value/concurrent-atomics.ts'
import { keyValueConcurrentCounters } from './key-value/concurrent-counters.ts'
import { keyValueConditions } from './key-value/conditions.ts'
import { keyValueCopies } from './key-value/copies.ts'
import { keyValueCounterRange } from './key-value/counter-range.ts'
import { keyValueCounters } from './key-value/counters.ts'
import { keyValueDefaultTtl } from './key-value/default-ttl.ts'
import { keyValueDeletes } from './key-value/deletes.ts'
import { keyValueEntries } from './key-value/entries.ts'
import { keyValueExpiry } from './key-value/expiry.ts'
import { keyValueFailedAtomics } from './key-value/failed-atomics.ts'
import { keyValueForeignWatches } from './key-value/foreign-watches.ts'
import { keyValueGetMany } from './key-value/get-many.ts'
import { keyValueKeptExpiry } from './key-value/kept-expiry.ts'
import { keyValueKeys } from './key-value/keys.ts'
import { keyValueLists } from './key-value/lists.ts'
import { keyValueMovingPages } from './key-value/moving-pages.ts'
import { keyValueOrder } from './key-value/order.ts'
import { keyValuePages } from './key-value/pages.ts'
import { keyValuePrefixes } from './key-value/prefixes.ts'
import { keyValuePruning } from './key-value/pruning.ts'
import { keyValueRanges } from './key-value/ranges.ts'
import { keyValueRefusedKeys } from './key-value/refused-keys.ts'
import { keyValueRefusedValues } from './key-value/refused-values.ts'
import { keyValueSchemas } from './key-value/schemas.ts'
import { keyValueSeenExpiry } from './key-value/seen-expiry.ts'
import { keyValueSetMany } from './key-value/set-many.ts'
import { keyValueTenants } from './key-value/tenants.ts'
import { keyValueTuples } from './key-value/tuples.ts'
import { keyValueUpdates } from './key-value/updates.ts'
import { keyValueValues } from './key-value/values.ts'
import { keyValueVersions } from './key-value/versions.ts'
import { keyValueWalks } from './key-value/walks.ts'
import { keyValueWatchEnds } from './key-value/watch-ends.ts'
import { keyValueWatches } from './key-value/watches.ts'

export const keyValueRules: readonly Rule[] = [
  ...keyValueBasics,
  ...keyValueAskedWhileEmpty,
  ...keyValueEntries,
  ...keyValueOrder,
  ...keyValueValues,
  ...keyValueRefusedValues,
  ...keyValueCopies,
  ...keyValueKeys,
  ...keyValueTuples,
  ...keyValueRefusedKeys,
  ...keyValueConditions,
  ...keyValueVersions,
  ...keyValueDeletes,
  ...keyValueUpdates,
  ...keyValueCounters,
  ...keyValueConcurrentCounters,
  ...keyValueCounterRange,
  ...keyValueSeenExpiry,
  ...keyValueExpiry,
  ...keyValueKeptExpiry,
  ...keyValueDefaultTtl,
  ...keyValuePruning,
  ...keyValueGetMany,
  ...keyValueSetMany,
  ...keyValueLists,
  ...keyValueRanges,
  ...keyValueWalks,
  ...keyValuePages,
  ...keyValueMovingPages,
  ...keyValuePrefixes,
  ...keyValueTenants,
  ...keyValueAtomics,
  ...keyValueConcurrentAtomics,
  ...keyValueFailedAtomics,
  ...keyValueSchemas,
  ...keyValueWatches,
  ...keyValueWatchEnds,
  ...keyValueForeignWatches,
]
