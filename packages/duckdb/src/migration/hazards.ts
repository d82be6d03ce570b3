import type { HazardRule } from '@holdfast/core'
import { alterations } from '../engine/hazards/alterations.ts'
import { order } from '../engine/hazards/order.ts'
import { references } from '../engine/hazards/references.ts'
import { unsupported } from '../engine/hazards/unsupported.ts'

/** What goes wrong with migrations on DuckDB, by number. */
export const hazards: readonly HazardRule[] = [
  ...alterations,
  ...order,
  ...references,
  ...unsupported,
].toSorted((one, other) => (one.id < other.id ? -1 : 1))
