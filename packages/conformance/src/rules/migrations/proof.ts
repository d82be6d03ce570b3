import type { Rule } from '../../rule.ts'
import { auditRules } from './proof/audits.ts'
import { backupRules } from './proof/backups.ts'
import { copyRules } from './proof/copies.ts'
import { measureRules } from './proof/measure.ts'
import { stockRules } from './proof/stock.ts'

export const proofRules: readonly Rule[] = [
  ...measureRules,
  ...stockRules,
  ...auditRules,
  ...backupRules,
  ...copyRules,
]
