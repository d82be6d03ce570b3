import type { Column } from '../contracts/column.ts'
import type { WhichColumns } from '../contracts/migration-step.ts'
import type { StatementFacts } from '../contracts/statement-facts.ts'
import type { TableSchema } from '../contracts/table.ts'
import { rebuildsIn } from './facts/rebuilds.ts'

/** What becomes of a table or column to which references may lead that the library keeps. */
export type ReferenceChange =
  | { readonly kind: 'rename-table'; readonly table: string; readonly to: string }
  /** Forced: what leads to it falls too, because the text that drops it may drop the rest as well. */
  | { readonly kind: 'drop-table'; readonly table: string; readonly isForced?: boolean }
  | { readonly kind: 'rename-column'; readonly table: string; readonly column: string; readonly to: string }
  | { readonly kind: 'drop-column'; readonly table: string; readonly column: string }
  | { readonly kind: 'retype-column'; readonly table: string; readonly column: string; readonly type: Column }
  | {
      readonly kind: 'add-reference'
      readonly table: string
      readonly schema: TableSchema
      readonly name: string
    }
  /** Required: there must be one, because the engine has none. */
  | {
      readonly kind: 'drop-reference'
      readonly table: string
      readonly reference: WhichColumns
      readonly isRequired: boolean
    }

/** What a text does to them. A table that it makes anew under its name is none that it drops or renames. */
export const referenceChangesIn = (all: readonly StatementFacts[]): readonly ReferenceChange[] => {
  const rebuilds = rebuildsIn(all)
  return all.flatMap((facts, at): readonly ReferenceChange[] => {
    if (rebuilds.some(({ drop, rename }) => drop === at || rename === at)) return []
    if (facts.kind === 'drop' && facts.object === 'table')
      return facts.names.map(({ name }) => ({ kind: 'drop-table', table: name, isForced: true }))
    if (facts.kind !== 'alter-table') return []
    const table = facts.table.name
    return facts.actions.flatMap((action): readonly ReferenceChange[] => {
      if (action.kind === 'rename-table') return [{ kind: 'rename-table', table, to: action.to.name }]
      if (action.kind === 'rename-column')
        return [{ kind: 'rename-column', table, column: action.column.name, to: action.to.name }]
      return action.kind === 'drop-column' ? [{ kind: 'drop-column', table, column: action.column.name }] : []
    })
  })
}
