import type { AddColumnStep } from '../../contracts/migration-step.ts'
import type { TableChange } from '../../database/alter-form.ts'
import { refuse } from '../source/refuse.ts'
import type { Unit } from '../units/unit.ts'
import { changeUnits } from './alter-units.ts'
import { backfillUnit } from './backfill.ts'
import { newColumn } from './new-column.ts'
import { promisingUnits } from './require-promises.ts'
import { requireLater } from './require-later.ts'
import type { StepContext } from './step-units.ts'

/** Adds the column without a promise, fills it in batches and once more what was written since, and makes the promise when every row keeps it. */
export const addColumnUnits = (step: AddColumnStep, context: StepContext): readonly Unit[] => {
  const { table, column: name, type, backfill, batch } = step
  const { dialect } = context
  const action = `add the column "${name}" to "${table}"`
  const column = newColumn(table, name, type, dialect, action)
  if (backfill === undefined) {
    if (!column.isNullable && column.default === undefined)
      throw refuse(
        action,
        'it is not nullable, and rows that are there would have no value; give a default or backfill',
      )
    return changeUnits(table, [{ kind: 'add-column', column }], context)
  }
  const { default: expression, ...bare } = column
  const setDefault: readonly TableChange[] =
    expression === undefined ? [] : [{ kind: 'set-default', column: name, expression }]
  // What is written while the rows are filled shall have it, where it does not take the whole table.
  const isEarly = setDefault
    .flatMap((one) => dialect.alter.change(table, [one]))
    .every(({ rebuilds }) => rebuilds !== true)
  const promises: TableChange[] = isEarly ? [] : [...setDefault]
  if (!column.isNullable) promises.push({ kind: 'set-nullable', column: name, isNullable: false })
  const added: TableChange = { kind: 'add-column', column: { ...bare, isNullable: true } }
  return [
    ...changeUnits(table, [added], context, {
      audit: (work) => requireLater(work, table, [added], promises, context),
    }),
    ...(isEarly ? setDefault.flatMap((one) => changeUnits(table, [one], context)) : []),
    backfillUnit(
      {
        kind: 'backfill',
        table,
        set: { [name]: backfill },
        where: `${dialect.quote(name)} is null`,
        ...(batch === undefined ? {} : { batch }),
      },
      context,
    ),
    ...(promises.length === 0
      ? []
      : promisingUnits(table, promises, context, { column: name, expression: backfill })),
  ]
}
