import type { PartChange, SchemaChange } from '../../contracts/schema-change.ts'
import type { ChangeForm } from '../../database/change-form.ts'
import { inOrder } from '../order-changes.ts'

/** The changes that lead back, in the order in which they can be made. Rows that were lost do not come back. */
export const inverse = (
  changes: readonly SchemaChange[],
  form: Pick<ChangeForm, 'laterUnique'>,
): readonly SchemaChange[] => {
  const back = changes.map((change) => opposite(change, form))
  const isRename = ({ kind }: SchemaChange): boolean => kind === 'rename-table' || kind === 'rename-column'
  // Names are the new ones until everything else is undone.
  return [...inOrder(back.filter((change) => !isRename(change))), ...back.filter(isRename).reverse()]
}

const opposite = (change: SchemaChange, form: Pick<ChangeForm, 'laterUnique'>): SchemaChange => {
  switch (change.kind) {
    case 'create-table':
      return { ...change, kind: 'drop-table' }
    case 'drop-table':
      return { kind: 'create-table', table: change.table, model: change.model }
    case 'rename-table':
      return { kind: 'rename-table', table: change.to, to: change.table }
    case 'add-column':
      return { ...change, kind: 'drop-column' }
    case 'drop-column':
      return { kind: 'add-column', table: change.table, column: change.column }
    case 'rename-column':
      return { ...change, column: change.to, to: change.column }
    case 'change-column':
    case 'change-primary-key':
      return swap(change)
    case 'change-option': {
      const { kind, table, option, before, after } = change
      return {
        kind,
        table,
        option,
        ...(after !== undefined && { before: after }),
        ...(before !== undefined && { after: before }),
      }
    }
    case 'add-part':
      return dropped(change, form)
    case 'drop-part':
      return { ...change, kind: 'add-part' }
    case 'create-object':
      return { ...change, kind: 'drop-object' }
    case 'drop-object':
      return { ...change, kind: 'create-object' }
  }
}

const swap = <T extends { readonly before: unknown; readonly after: unknown }>(change: T): T => ({
  ...change,
  before: change.after,
  after: change.before,
})

/** What was added as an index is dropped as one. */
const dropped = (change: PartChange, { laterUnique }: Pick<ChangeForm, 'laterUnique'>): SchemaChange => {
  if (change.of !== 'unique' || laterUnique === 'constraint') return { ...change, kind: 'drop-part' }
  const { name, columns } = change.part
  return {
    kind: 'drop-part',
    of: 'index',
    table: change.table,
    part: {
      name: name ?? [change.table, ...columns, 'unique'].join('_'),
      unique: true,
      keys: columns.map((column) => ({ column })),
      isValid: true,
    },
  }
}
