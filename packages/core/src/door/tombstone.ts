import type { TableSchema } from '../contracts/table.ts'

/**
 * The hidden column that keeps deleted rows from holding a unique value: empty for an active row, else what tells the row from its deleted twins. It
 * is a part of every unique constraint, on every engine, because some have no index over active rows alone.
 */
export const tombstone = 'tombstone'

export const hasTombstone = ({ deletedAt, uniques }: TableSchema): boolean =>
  deletedAt !== undefined && uniques.length > 0
