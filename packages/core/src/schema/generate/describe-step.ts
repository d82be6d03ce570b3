import type { PartChange, SchemaChange } from '../../contracts/schema-change.ts'

/** What a change does, as the beginning of a comment: `adds the column "country" to "users"`. */
export const describeStep = (change: SchemaChange): string => {
  switch (change.kind) {
    case 'create-table':
      return `makes the table "${change.table}"`
    case 'drop-table':
      return `drops the table "${change.table}"`
    case 'rename-table':
      return `calls the table "${change.table}" "${change.to}"`
    case 'add-column':
      return `adds the column "${change.column.name}" to "${change.table}"`
    case 'drop-column':
      return `drops the column "${change.column.name}" of "${change.table}"`
    case 'rename-column':
      return `calls the column "${change.column}" of "${change.table}" "${change.to}"`
    case 'change-column':
      return `changes the column "${change.column}" of "${change.table}": ${change.aspect === 'nullable' ? (change.after.nullable ? 'allows nulls' : 'forbids nulls') : `its ${words[change.aspect]}`}`
    case 'change-primary-key':
      return `changes the primary key of "${change.table}" to (${change.after.join(', ')})`
    case 'change-option':
      return `changes the option ${change.option} of "${change.table}"`
    case 'add-part':
    case 'drop-part': {
      const name = change.part.name === undefined ? nameless(change) : ` "${change.part.name}"`
      const what = {
        unique: 'unique constraint',
        index: 'index',
        check: 'check',
        'foreign-key': 'reference',
        other: 'constraint',
      }
      return change.kind === 'add-part'
        ? `adds the ${what[change.of]}${name} to "${change.table}"`
        : `drops the ${what[change.of]}${name} of "${change.table}"`
    }
    case 'create-object':
      return `makes the ${change.of} "${change.object.name}"`
    case 'drop-object':
      return `drops the ${change.of} "${change.object.name}"`
  }
}

const words = {
  type: 'type',
  default: 'default',
  generated: 'expression',
  identity: 'numbering',
  collation: 'collation',
} as const

const nameless = ({ part }: PartChange): string => {
  if ('expression' in part) return ` (${part.expression})`
  return 'columns' in part ? ` (${part.columns.join(', ')})` : ''
}
