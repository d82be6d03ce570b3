import type { WhichCheck, WhichColumns } from '../../contracts/migration-step.ts'
import type { TableChange } from '../../database/alter-form.ts'

/** What a change does, in words. */
export const changeTitle = (table: string, change: TableChange): string => {
  switch (change.kind) {
    case 'add-column':
      return `add the column "${change.column.name}" to "${table}"`
    case 'drop-column':
      return `drop the column "${change.column}" of "${table}"`
    case 'rename-column':
      return `rename the column "${change.column}" of "${table}" to "${change.to}"`
    case 'retype-column':
      return `change the type of "${change.column}" of "${table}" to ${change.type}`
    case 'set-nullable':
      return `${change.isNullable ? 'allow' : 'forbid'} nulls in "${change.column}" of "${table}"`
    case 'set-default':
      return `${change.expression === undefined ? 'drop' : 'set'} the default of "${change.column}" of "${table}"`
    case 'rename-table':
      return `rename "${table}" to "${change.to}"`
    case 'add-check':
      return `add the check "${change.check.name}" to "${table}"`
    case 'drop-check':
      return `drop the check ${which(change.check)} of "${table}"`
    case 'add-unique':
      return `make (${change.unique.columns.join(', ')}) of "${table}" unique`
    case 'drop-unique':
      return `drop the unique constraint ${which(change.unique)} of "${table}"`
    case 'add-reference':
      return `let (${change.reference.columns.join(', ')}) of "${table}" refer to "${change.reference.table}"`
    case 'drop-reference':
      return `drop the reference ${which(change.reference)} of "${table}"`
  }
}

const which = ({ name, columns, expression }: WhichCheck & WhichColumns): string =>
  name === undefined ? `(${columns?.join(', ') ?? expression ?? ''})` : `"${name}"`
