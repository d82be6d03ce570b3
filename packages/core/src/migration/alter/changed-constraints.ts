import type { TableModel } from '../../contracts/schema-model.ts'
import type { TableChange } from '../../database/alter-form.ts'
import { findCheck, findReference, findUnique } from './find-constraint.ts'

export type ConstraintChange = Extract<
  TableChange,
  {
    readonly kind:
      | 'add-check'
      | 'drop-check'
      | 'add-unique'
      | 'drop-unique'
      | 'add-reference'
      | 'drop-reference'
  }
>

/** The table with one constraint more or less. */
export const withConstraint = (model: TableModel, change: ConstraintChange): TableModel => {
  switch (change.kind) {
    case 'add-check':
      return { ...model, checks: [...model.checks, { ...change.check, isValid: true }] }
    case 'drop-check': {
      const found = findCheck(model, change.check)
      return { ...model, checks: model.checks.filter((one) => one !== found) }
    }
    case 'add-unique':
      return { ...model, uniques: [...model.uniques, change.unique] }
    case 'drop-unique': {
      const { part } = findUnique(model, change.unique)
      return {
        ...model,
        uniques: model.uniques.filter((one) => one !== part),
        indexes: model.indexes.filter((one) => one !== part),
      }
    }
    case 'add-reference': {
      const key = { ...change.reference, onUpdate: 'no action' as const, isValid: true }
      return { ...model, foreignKeys: [...model.foreignKeys, key] }
    }
    case 'drop-reference': {
      const found = findReference(model, change.reference)
      return { ...model, foreignKeys: model.foreignKeys.filter((one) => one !== found) }
    }
  }
}
