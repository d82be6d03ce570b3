import type { Rule } from '../rule.ts'
import { auditAdded } from './audit/added.ts'
import { auditAttribution } from './audit/attribution.ts'
import { auditCeilings } from './audit/ceilings.ts'
import { auditChains } from './audit/chains.ts'
import { auditCosts } from './audit/costs.ts'
import { auditDifferential } from './audit/differential.ts'
import { auditEntries } from './audit/entries.ts'
import { auditFaults } from './audit/faults.ts'
import { auditFinding } from './audit/finding.ts'
import { auditProcesses } from './audit/processes.ts'
import { auditProtection } from './audit/protection.ts'
import { auditRetention } from './audit/retention.ts'
import { auditTails } from './audit/tails.ts'

export const auditRules: readonly Rule[] = [
  ...auditEntries,
  ...auditAdded,
  ...auditAttribution,
  ...auditFinding,
  ...auditProtection,
  ...auditChains,
  ...auditFaults,
  ...auditRetention,
  ...auditTails,
  ...auditCosts,
  ...auditDifferential,
  ...auditProcesses,
  ...auditCeilings,
]
