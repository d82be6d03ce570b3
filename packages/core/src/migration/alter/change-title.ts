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
      return `set the default of "${change.column}" of "${table}"`
    case 'rename-table':
      return `rename "${table}" to "${change.to}"`
  }
}
