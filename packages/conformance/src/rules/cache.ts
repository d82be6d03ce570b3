import type { Rule } from '../rule.ts'
import { cacheCeilings } from './cache/ceilings.ts'
import { cacheDifferential } from './cache/differential.ts'
import { cacheFailures } from './cache/failures.ts'
import { cacheInterleavings } from './cache/interleavings.ts'
import { cacheInvalidations } from './cache/invalidations.ts'
import { cacheLives } from './cache/lives.ts'
import { cacheLoads } from './cache/loads.ts'
import { cacheMemoize } from './cache/memoize.ts'
import { cacheProcesses } from './cache/processes.ts'
import { cachePruning } from './cache/pruning.ts'
import { cacheReferences } from './cache/references.ts'
import { cacheSpeed } from './cache/speed.ts'
import { cacheStale } from './cache/stale.ts'
import { cacheTags } from './cache/tags.ts'
import { cacheTransactions } from './cache/transactions.ts'
import { cacheValues } from './cache/values.ts'

export const cacheRules: readonly Rule[] = [
  ...cacheValues,
  ...cacheLives,
  ...cacheTags,
  ...cachePruning,
  ...cacheLoads,
  ...cacheStale,
  ...cacheFailures,
  ...cacheMemoize,
  ...cacheInvalidations,
  ...cacheTransactions,
  ...cacheInterleavings,
  ...cacheDifferential,
  ...cacheProcesses,
  ...cacheReferences,
  ...cacheSpeed,
  ...cacheCeilings,
]
