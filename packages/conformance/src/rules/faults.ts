import type { Rule } from '../rule.ts'
import { everyStep } from './faults/every-step.ts'
import { hanging } from './faults/hanging.ts'
import { lostConnections } from './faults/lost-connections.ts'
import { sharedFlights } from './faults/shared-flights.ts'
import { sharedInserts } from './faults/shared-inserts.ts'

export const faultRules: readonly Rule[] = [
  ...sharedFlights,
  ...sharedInserts,
  ...lostConnections,
  ...everyStep,
  ...hanging,
]
