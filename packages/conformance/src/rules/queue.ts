import type { Rule } from '../rule.ts'
import { queueCeilings } from './queue/ceilings.ts'
import { queueClaims } from './queue/claims.ts'
import { queueCosts } from './queue/costs.ts'
import { queueDifferential } from './queue/differential.ts'
import { queueEnds } from './queue/ends.ts'
import { queueGroupLife } from './queue/group-life.ts'
import { queueGroups } from './queue/groups.ts'
import { queueFinds } from './queue/finds.ts'
import { queueIds } from './queue/ids.ts'
import { queueLeases } from './queue/leases.ts'
import { queueLines } from './queue/lines.ts'
import { queueNames } from './queue/names.ts'
import { queueProcesses } from './queue/processes.ts'
import { queueRecurring } from './queue/recurring.ts'
import { queueTransactions } from './queue/transactions.ts'
import { queueUnique } from './queue/unique.ts'
import { queueUpkeep } from './queue/upkeep.ts'
import { queueWork } from './queue/work.ts'

export const queueRules: readonly Rule[] = [
  ...queueClaims,
  ...queueLeases,
  ...queueEnds,
  ...queueTransactions,
  ...queueUnique,
  ...queueUpkeep,
  ...queueFinds,
  ...queueNames,
  ...queueIds,
  ...queueRecurring,
  ...queueWork,
  ...queueGroups,
  ...queueLines,
  ...queueGroupLife,
  ...queueCosts,
  ...queueProcesses,
  ...queueCeilings,
  ...queueDifferential,
]
