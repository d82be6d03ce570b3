import type { HazardDescription } from '../../contracts/hazard.ts'
import type { Dialect } from '../../database/dialect.ts'
import { rulesOf } from './lint-text.ts'
import { ofNoRule, ofNothing } from './rules/of-acceptances.ts'

/** Every rule that a finding of this engine can name, as data. */
export const describeRules = (dialect: Pick<Dialect, 'hazards'>): readonly HazardDescription[] => [
  ...rulesOf(dialect).map(({ id, title, level, remedy, asks }) =>
    asks === undefined ? { id, title, level, remedy } : { id, title, level, remedy, asks },
  ),
  ofNoRule,
  ofNothing,
]
