import type { TableSchema } from '../../src/index.ts'
import { requireTable as require } from '../../src/door/table.ts'
import { resolveReferences } from '../../src/door/table-use.ts'

export const requireTable = (table: unknown): TableSchema => require(table, 'test')

/** What the first use of a table does. */
export const resolveTable = (table: unknown): void => resolveReferences(requireTable(table))
