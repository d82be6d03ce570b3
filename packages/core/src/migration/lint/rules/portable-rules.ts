import type { HazardRule } from '../../../contracts/hazard.ts'
import { backfills } from './backfills.ts'
import { existingRows } from './existing-rows.ts'
import { files } from './files.ts'
import { lostRows } from './lost-rows.ts'
import { lostValues } from './lost-values.ts'
import { olderVersions } from './older-versions.ts'
import { probableRenames } from './probable-renames.ts'
import { portability } from './portability.ts'
import { repetition } from './repetition.ts'
import { transactions } from './transactions.ts'

/** What goes wrong on every engine, by number. */
export const portableRules: readonly HazardRule[] = [
  ...[...lostRows, ...lostValues, ...probableRenames].toSorted((one, other) => (one.id < other.id ? -1 : 1)),
  ...existingRows,
  ...olderVersions,
  ...repetition,
  ...transactions,
  ...files,
  ...portability,
  ...backfills,
]
