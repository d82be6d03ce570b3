import type { SchemaModel } from '../../contracts/schema-model.ts'
import type { ObjectName, StatementFacts } from '../../contracts/statement-facts.ts'
import { rebuildsIn } from '../facts/rebuilds.ts'

/** The tables whose values a text takes away: they are copied before. A table that is made anew is proved instead. */
export const endangered = (facts: readonly StatementFacts[], schema: SchemaModel): readonly string[] => {
  const remade = new Set(rebuildsIn(facts).map(({ table }) => table.key.toLowerCase()))
  const keys = new Set(facts.flatMap(losing).map(({ key }) => key.toLowerCase()))
  return schema.tables
    .map(({ name }) => name)
    .filter((name) => keys.has(name.toLowerCase()) && !remade.has(name.toLowerCase()))
}

const losing = (one: StatementFacts): readonly ObjectName[] => {
  switch (one.kind) {
    case 'drop':
      return one.object === 'table' ? one.names : []
    case 'truncate':
      return one.tables
    case 'delete':
    case 'update':
      return one.where ? [] : [one.table]
    case 'alter-table':
      return one.actions.some(({ kind }) => kind === 'drop-column' || kind === 'set-type') ? [one.table] : []
    default:
      return []
  }
}
