import type { Rule } from '../rule.ts'
import { keyValueAtomics } from './key-value/atomics.ts'
import { keyValueBasics } from './key-value/basics.ts'
import { keyValueConditions } from './key-value/conditions.ts'
import { keyValueCounters } from './key-value/counters.ts'
import { keyValueExpiry } from './key-value/expiry.ts'
import { keyValueKeys } from './key-value/keys.ts'
import { keyValueLists } from './key-value/lists.ts'
import { keyValueMany } from './key-value/many.ts'
import { keyValuePages } from './key-value/pages.ts'
import { keyValuePrefixes } from './key-value/prefixes.ts'
import { keyValueSchemas } from './key-value/schemas.ts'
import { keyValueValues } from './key-value/values.ts'
import { keyValueWatches } from './key-value/watches.ts'

export const keyValueRules: readonly Rule[] = [
  ...keyValueBasics,
  ...keyValueValues,
  ...keyValueKeys,
  ...keyValueConditions,
  ...keyValueCounters,
  ...keyValueExpiry,
  ...keyValueMany,
  ...keyValueLists,
  ...keyValuePages,
  ...keyValuePrefixes,
  ...keyValueAtomics,
  ...keyValueSchemas,
  ...keyValueWatches,
]
