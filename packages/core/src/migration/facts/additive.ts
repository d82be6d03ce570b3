import type { ColumnFacts, StatementFacts, TableAction } from '../../contracts/statement-facts.ts'

/**
 * Whether a statement only adds: a table, an index, a view, a column without a value. No row that is there can change by it, so nothing needs to
 * be compared before and after.
 */
export const isAdditive = (facts: StatementFacts): boolean => {
  if (facts.inside.length > 0) return false
  switch (facts.kind) {
    case 'create-table':
      return !facts.orReplace
    case 'create-index':
    case 'comment':
    case 'analyze':
      return true
    case 'create':
      return facts.object === 'view' && !facts.orReplace
    case 'alter-table':
      return facts.actions.every(addsOnly)
    default:
      return false
  }
}

const addsOnly = (action: TableAction): boolean => action.kind === 'add-column' && isEmpty(action.column)

const isEmpty = ({ notNull, default: fallback, generated, identity }: ColumnFacts): boolean =>
  !notNull && fallback === undefined && generated === undefined && !identity
