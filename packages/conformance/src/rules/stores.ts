import type { Rule } from '../rule.ts'
import { storeAges } from './stores/ages.ts'
import { storeCeilings } from './stores/ceilings.ts'
import { storeCosts } from './stores/costs.ts'
import { storePlans } from './stores/plans.ts'

/** What holds for all small stores alike. */
export const storeRules: readonly Rule[] = [...storeCosts, ...storeAges, ...storePlans, ...storeCeilings]
