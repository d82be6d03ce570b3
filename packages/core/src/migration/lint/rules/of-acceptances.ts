import type { HazardDescription } from '../../../contracts/hazard.ts'

/** What can be wrong with the acceptances themselves. No rule looks for these: they come of what the others have found. */
export const ofNoRule: HazardDescription = {
  id: 'AC01',
  title: 'accepts what is no rule of this engine',
  level: 'refuse',
  remedy: 'Name the rule that the finding names.',
}

export const ofNothing: HazardDescription = {
  id: 'AC02',
  title: 'accepts what it does not do',
  level: 'warn',
  remedy: 'Remove it: it would hide the hazard when one comes.',
}
