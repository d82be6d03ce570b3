import type { HazardRule } from '@holdfast/core'
import { columns } from '../engine/hazards/columns.ts'
import { constraints } from '../engine/hazards/constraints.ts'
import { indexes } from '../engine/hazards/indexes.ts'
import { locks } from '../engine/hazards/locks.ts'
import { names } from '../engine/hazards/names.ts'
import { columnTypes } from '../engine/hazards/column-types.ts'

/** What goes wrong with migrations on PostgreSQL, by number. */
export const hazards: readonly HazardRule[] = [
  ...indexes,
  ...constraints,
  ...columns,
  ...locks,
  ...columnTypes,
  ...names,
].toSorted((one, other) => (one.id < other.id ? -1 : 1))
