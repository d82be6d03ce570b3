import type { AnyTable, TableColumn } from '@holdfast/core'

/** The name of a defined table in the database: each of its columns knows it. */
export const nameOf = (table: AnyTable): string => (Object.values(table)[0] as TableColumn).table
