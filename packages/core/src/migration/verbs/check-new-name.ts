import { checkName } from '../../door/name.ts'
import type { OwnStep } from '../own/own-step.ts'

/** A name that a step gives is held to what every name is held to: an engine would cut a longer one short without a word. Names that are there may be any. */
export const checkNewName = (step: OwnStep): void => {
  switch (step.kind) {
    case 'rename-table':
      checkName(step.to, 'table name', `rename the table "${step.table}"`)
      break
    case 'rename-column':
      checkName(step.to, 'column name', `rename the column "${step.column}" of "${step.table}"`)
      break
    case 'create-index':
      checkName(step.name, 'name of the index', `make an index on "${step.table}"`)
      break
    case 'add-check':
      checkName(step.name, 'name of the check', `add a check to "${step.table}"`)
      break
    case 'add-unique':
      checkOwn(step.name, 'name of the unique constraint', `add a unique constraint to "${step.table}"`)
      break
    case 'add-reference':
      checkOwn(step.to.name, 'name of the reference', `add a reference to "${step.table}"`)
      break
    default:
  }
}

/** One that is left out is made to fit. */
const checkOwn = (name: string | undefined, what: string, action: string): void => {
  if (name !== undefined) checkName(name, what, action)
}
