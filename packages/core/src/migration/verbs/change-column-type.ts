import type { ChangeColumnTypeStep } from '../../contracts/migration-step.ts'
import type { Unit } from '../units/unit.ts'
import { alterUnits } from './alter-units.ts'
import { newColumn } from './new-column.ts'
import type { StepContext } from './step-units.ts'

/** Changes the type of a column and keeps everything that depends on the table. */
export const changeColumnTypeUnits = (step: ChangeColumnTypeStep, context: StepContext): readonly Unit[] => {
  const { table, column, type, using } = step
  const { dialect } = context
  const wanted = newColumn(table, column, type, dialect, `change the type of "${table}"."${column}"`)
  return alterUnits(
    dialect.alter.change(table, [
      {
        kind: 'retype-column',
        column,
        type: wanted.type,
        ...(using === undefined ? {} : { using }),
        checks: wanted.checks ?? [],
      },
    ]),
    context,
  )
}
