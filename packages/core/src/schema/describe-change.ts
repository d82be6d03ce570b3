import type { ColumnAspect, SchemaChange, TableParts } from '../contracts/schema-change.ts'
import type { ColumnModel, IndexKey } from '../contracts/schema-model.ts'

/** A sentence without its end, for people: `table users: column email: type text instead of character varying`. */
export const describeChange = (change: SchemaChange): string => {
  switch (change.kind) {
    case 'create-table':
      return `table ${change.table}: missing`
    case 'drop-table':
      return `table ${change.table}: not expected${orRename(change.probableRename)}`
    case 'rename-table':
      return `table ${change.table}: called ${change.to} from now on`
    case 'add-column':
      return `table ${change.table}: column ${change.column.name}: missing`
    case 'drop-column':
      return `table ${change.table}: column ${change.column.name}: not expected${orRename(change.probableRename)}`
    case 'rename-column':
      return `table ${change.table}: column ${change.column}: called ${change.to} from now on`
    case 'change-column':
      return `table ${change.table}: column ${change.column}: ${instead(change.aspect, change.before, change.after)}`
    case 'change-primary-key':
      return `table ${change.table}: primary key (${change.before.join(', ')}) instead of (${change.after.join(', ')})`
    case 'change-option':
      return `table ${change.table}: option ${change.option}: ${String(change.before ?? 'not set')} instead of ${String(change.after ?? 'not set')}`
    case 'add-part':
    case 'drop-part':
      return `table ${change.table}: ${partText(change)}: ${change.kind === 'add-part' ? 'missing' : 'not expected'}`
    case 'create-object':
    case 'drop-object':
      return `${change.of} ${change.object.name}: ${change.kind === 'create-object' ? 'missing, or different' : 'not expected, or different'}`
  }
}

const orRename = (candidates: readonly string[] | undefined): string =>
  candidates === undefined ? '' : `, perhaps renamed to ${candidates.join(' or ')}`

const instead = (aspect: ColumnAspect, before: ColumnModel, after: ColumnModel): string => {
  const text = (column: ColumnModel): string => {
    switch (aspect) {
      case 'nullable':
        return column.nullable ? 'nullable' : 'not null'
      case 'generated':
        return column.generated === undefined
          ? 'not generated'
          : `generated as ${column.generated.expression}`
      default:
        return `${aspect} ${column[aspect] ?? 'none'}`
    }
  }
  const [is, should] = [text(before), text(after)]
  return `${is} instead of ${should.startsWith(`${aspect} `) ? should.slice(aspect.length + 1) : should}`
}

const partText = ({ of, part }: { readonly of: keyof TableParts; readonly part: object }): string => {
  const name = 'name' in part && typeof part.name === 'string' ? ` ${part.name}` : ''
  const columns = 'columns' in part ? ` (${(part.columns as readonly string[]).join(', ')})` : ''
  const keys =
    'keys' in part
      ? ` (${(part.keys as readonly IndexKey[]).map((key) => key.column ?? key.expression).join(', ')})`
      : ''
  const expression = 'expression' in part && name === '' ? ` (${String(part.expression)})` : ''
  return `${of === 'foreign-key' ? 'foreign key' : of === 'other' ? 'constraint' : of}${name}${columns}${keys}${expression}`
}
