import type { Rule } from '../rule.ts'
import { queueCeilings } from './queue/ceilings.ts'
import { queueClaims } from './queue/claims.ts'
import { queueCosts } from './queue/costs.ts'
import { queueDifferential } from './queue/differential.ts'
import { queueEnds } from './queue/ends.ts'
import { queueLeases } from './queue/leases.ts'
import { queueNames } from './queue/names.ts'
import { queueProcesses } from './queue/processes.ts'
import { queueTransactions } from './queue/transactions.ts'
import { queueUnique } from './queue/unique.ts'
import { queueUpkeep } from './queue/upkeep.ts'

export const queueRules: readonly Rule[] = [
  ...queueClaims,
  ...queueLeases,
  ...queueEnds,
  ...queueTransactions,
  ...queueUnique,
  ...queueUpkeep,
  ...queueNames,
  ...queueCosts,
  ...queueProcesses,
  ...queueCeilings,
  ...queueDifferential,
]
