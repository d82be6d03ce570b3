import type { UnitLimits } from '../workshop.ts'

/** The same limits without the caller's signal: for what must be done also, or just because, the caller has given up. */
export const toTheEnd = (limits: UnitLimits): UnitLimits => ({ ...limits, signal: undefined })
