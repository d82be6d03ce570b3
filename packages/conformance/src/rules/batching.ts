import type { Rule } from '../rule.ts'
import { batchingAborts } from './batching/aborts.ts'
import { batchingBounds } from './batching/bounds.ts'
import { batchingCommits } from './batching/commits.ts'
import { batchingIndependentCallers } from './batching/independent-callers.ts'
import { batchingLocks } from './batching/locks.ts'
import { batchingOneTurn } from './batching/one-turn.ts'

export const batchingRules: readonly Rule[] = [
  ...batchingIndependentCallers,
  ...batchingOneTurn,
  ...batchingCommits,
  ...batchingLocks,
  ...batchingAborts,
  ...batchingBounds,
]
