import type { ReferenceChange } from '../reference-change.ts'
import type { Unit } from '../units/unit.ts'
import type { StepContext } from './step-units.ts'

/** Units behind whose last one the references that the library keeps are written anew, in its transaction. */
export const following = (
  units: readonly Unit[],
  changes: readonly ReferenceChange[],
  { followChange }: Pick<StepContext, 'followChange'>,
): readonly Unit[] =>
  units.map((unit, index) => {
    if (index < units.length - 1 || unit.form !== 'together' || changes.length === 0) return unit
    const { texts: _, ...rest } = unit
    return {
      ...rest,
      run: async (work) => {
        await unit.run(work)
        for (const change of changes) await followChange(work, change)
      },
    }
  })
