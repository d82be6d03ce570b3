import type { TableChange } from '../../database/alter-form.ts'

/** What a change says beside its title, for a plan, and by which an edit of it is known. Empty where the title says all. */
export const changeText = (change: TableChange): readonly string[] => {
  switch (change.kind) {
    case 'set-default':
      return change.expression === undefined ? [] : [`default ${change.expression}`]
    case 'add-check':
      return [`check (${change.check.expression})`]
    case 'add-unique':
      return [`unique (${change.unique.columns.join(', ')})`]
    case 'add-reference': {
      const { columns, table, referencedColumns, onDelete } = change.reference
      return [
        `foreign key (${columns.join(', ')}) references ${table} (${referencedColumns.join(', ')}) on delete ${onDelete}`,
      ]
    }
    default:
      return []
  }
}
