import type { Rule } from '../rule.ts'
import { transactionAfterCommit } from './transactions/after-commit.ts'
import { transactionInside } from './transactions/inside.ts'
import { transactionNesting } from './transactions/nesting.ts'
import { transactionOptions } from './transactions/options.ts'
import { transactionOutcome } from './transactions/outcome.ts'
import { transactionRetries } from './transactions/retries.ts'

export const transactionRules: readonly Rule[] = [
  ...transactionOutcome,
  ...transactionNesting,
  ...transactionAfterCommit,
  ...transactionOptions,
  ...transactionInside,
  ...transactionRetries,
]
