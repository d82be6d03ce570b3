import type { HazardRule } from '@holdfast/core'
import { alterations } from '../engine/hazards/alterations.ts'
import { rebuilds } from '../engine/hazards/rebuilds.ts'
import { settings } from '../engine/hazards/settings.ts'
import { values } from '../engine/hazards/values.ts'

/** What goes wrong with migrations on SQLite, by number. */
export const hazards: readonly HazardRule[] = [...rebuilds, ...alterations, ...settings, ...values].toSorted(
  (one, other) => (one.id < other.id ? -1 : 1),
)
