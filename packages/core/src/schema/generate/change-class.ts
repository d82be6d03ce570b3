import type { ChangeClass } from '../../contracts/generated-migration.ts'
import type { SchemaChange } from '../../contracts/schema-change.ts'
import { isTrackingName } from '../../door/tracking-name.ts'
import type { ChangeForm } from '../../database/change-form.ts'

/** From the least to the gravest. */
export const classes: readonly ChangeClass[] = ['additive', 'widening', 'data', 'destructive']

export const classOf = (change: SchemaChange, form: Pick<ChangeForm, 'widens'>): ChangeClass => {
  switch (change.kind) {
    case 'create-table':
    case 'create-object':
      return 'additive'
    case 'drop-table':
    case 'drop-column':
      return 'destructive'
    case 'rename-table':
    case 'rename-column':
    case 'change-primary-key':
    case 'change-option':
      return 'data'
    case 'add-column':
      return change.column.nullable || change.column.default !== undefined ? 'additive' : 'data'
    case 'add-part':
      return change.of === 'index' && !change.part.unique ? 'additive' : 'data'
    case 'drop-part':
      return 'widening'
    case 'drop-object':
      // Such a one is dropped to be made anew, or because the definition asks for no record.
      if (change.of === 'trigger' && isTrackingName(change.object.name)) return 'additive'
      return change.of === 'sequence' ? 'destructive' : 'widening'
    case 'change-column':
      return columnClass(change, form)
  }
}

const columnClass = (
  { aspect, before, after }: Extract<SchemaChange, { kind: 'change-column' }>,
  { widens }: Pick<ChangeForm, 'widens'>,
): ChangeClass => {
  if (aspect === 'type') return widens(before, after) ? 'widening' : 'data'
  if (aspect === 'nullable') return after.nullable ? 'widening' : 'data'
  return aspect === 'default' ? 'widening' : 'data'
}
