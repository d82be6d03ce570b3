import type { Rule } from '../rule.ts'
import { transactionAfterCommit } from './transactions/after-commit.ts'
import { transactionAfterNestedCommit } from './transactions/after-nested-commit.ts'
import { transactionBeside } from './transactions/beside.ts'
import { transactionEnding } from './transactions/ending.ts'
import { transactionInside } from './transactions/inside.ts'
import { transactionNestedFailure } from './transactions/nested-failure.ts'
import { transactionNestedHandles } from './transactions/nested-handles.ts'
import { transactionNesting } from './transactions/nesting.ts'
import { transactionOptions } from './transactions/options.ts'
import { transactionOutcome } from './transactions/outcome.ts'
import { transactionReadOnly } from './transactions/read-only.ts'
import { transactionRefusals } from './transactions/refusals.ts'
import { transactionRetries } from './transactions/retries.ts'
import { transactionStopping } from './transactions/stopping.ts'
import { transactionVisibility } from './transactions/visibility.ts'
import { transactionWaiting } from './transactions/waiting.ts'

export const transactionRules: readonly Rule[] = [
  ...transactionOutcome,
  ...transactionVisibility,
  ...transactionRefusals,
  ...transactionEnding,
  ...transactionNesting,
  ...transactionNestedFailure,
  ...transactionNestedHandles,
  ...transactionReadOnly,
  ...transactionStopping,
  ...transactionWaiting,
  ...transactionOptions,
  ...transactionAfterCommit,
  ...transactionAfterNestedCommit,
  ...transactionInside,
  ...transactionBeside,
  ...transactionRetries,
]
