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
    default:
  }
}
