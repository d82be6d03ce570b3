import type { Rule } from '../rule.ts'
import { lockDifferential } from './locks/differential.ts'
import { lockGrants } from './locks/grants.ts'
import { lockProcesses } from './locks/processes.ts'
import { lockTransactions } from './locks/transactions.ts'
import { lockWaits } from './locks/waits.ts'

export const lockRules: readonly Rule[] = [
  ...lockGrants,
  ...lockWaits,
  ...lockTransactions,
  ...lockProcesses,
  ...lockDifferential,
]
