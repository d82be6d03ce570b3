import type { TableSchema } from '../contracts/table.ts'
import { requireTable } from './table.ts'
import { resolveReferences } from './table-use.ts'

/** The definitions of the tables to make, each once. Throws `TypeError` for what is no table, and for two that share a name. */
export function checkTables(tables: unknown, action: string): readonly TableSchema[] {
  if (!Array.isArray(tables))
    throw new TypeError(`Cannot ${action}: give an array of tables made by defineTable`)
  const schemas = new Map<string, TableSchema>()
  for (const table of tables as readonly unknown[]) {
    const schema = requireTable(table, action)
    resolveReferences(schema)
    // Engines differ on whether names that differ in case alone are the same.
    const folded = schema.name.toLowerCase()
    const other = schemas.get(folded)
    if (other !== undefined && other !== schema) {
      throw new TypeError(`Cannot ${action}: two definitions have the name "${schema.name}"`)
    }
    schemas.set(folded, schema)
  }
  return [...schemas.values()]
}
