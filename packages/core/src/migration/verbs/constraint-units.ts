import type { MigrationStep } from '../../contracts/migration-step.ts'
import type { TableChange } from '../../database/alter-form.ts'
import { constraintName } from '../../tables/constraint-name.ts'
import { changeText } from '../alter/change-text.ts'
import type { Unit } from '../units/unit.ts'
import { changeUnits } from './alter-units.ts'
import { backfillUnit } from './backfill.ts'
import { newColumn } from './new-column.ts'
import { addReferenceUnits, dropReferenceUnits } from './reference-units.ts'
import { promisingUnits } from './require-promises.ts'
import type { StepContext } from './step-units.ts'

export type ConstraintStep = Extract<
  MigrationStep,
  {
    readonly kind:
      | 'set-nullable'
      | 'set-default'
      | 'add-check'
      | 'drop-check'
      | 'add-unique'
      | 'drop-unique'
      | 'add-reference'
      | 'add-defined-reference'
      | 'drop-reference'
  }
>

/** What is promised of every row, and what is no longer. */
export const constraintUnits = (step: ConstraintStep, context: StepContext): readonly Unit[] => {
  const plain = (table: string, change: TableChange): readonly Unit[] =>
    changeUnits(table, [change], context, { says: changeText(change) })
  switch (step.kind) {
    case 'set-nullable':
      return nullableUnits(step, context)
    case 'set-default': {
      const { kind, table, column } = step
      return plain(table, { kind, column, expression: defaultOf(step, context) })
    }
    case 'add-check': {
      const { kind, table, name, expression } = step
      return promisingUnits(table, [{ kind, check: { name, expression } }], context)
    }
    case 'drop-check':
      return plain(step.table, { kind: 'drop-check', check: step.check })
    case 'add-unique': {
      const { kind, table, columns } = step
      const name = step.name ?? constraintName({ name: table, columns: [] }, 'unique', columns)
      return promisingUnits(table, [{ kind, unique: { name, columns } }], context)
    }
    case 'drop-unique':
      return plain(step.table, { kind: 'drop-unique', unique: step.unique })
    case 'add-reference':
    case 'add-defined-reference':
      return addReferenceUnits(step, context)
    case 'drop-reference':
      return dropReferenceUnits(step, context)
  }
}

const nullableUnits = (
  { kind, table, column, isNullable, fill, batch }: Extract<ConstraintStep, { kind: 'set-nullable' }>,
  context: StepContext,
): readonly Unit[] => {
  const rest = fill === undefined ? undefined : { column, expression: fill }
  const units = promisingUnits(table, [{ kind, column, isNullable }], context, rest)
  if (fill === undefined) return units
  const where = `${context.dialect.quote(column)} is null`
  const filling = { kind: 'backfill', table, set: { [column]: fill }, where } as const
  return [backfillUnit({ ...filling, ...(batch === undefined ? {} : { batch }) }, context), ...units]
}

const defaultOf = (
  { table, column, to }: Extract<ConstraintStep, { kind: 'set-default' }>,
  { dialect }: StepContext,
): string | undefined => {
  if (to === undefined || typeof to === 'string') return to
  const action = `set the default of "${column}" of "${table}"`
  const { default: expression } = newColumn(table, column, to, dialect, action)
  if (expression !== undefined) return expression
  throw new TypeError(`Cannot ${action}: the column that was given has none; use dropDefault()`)
}
