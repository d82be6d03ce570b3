import type { Call } from '../../database/executor.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import { brokenCheck } from '../../door/row-checks.ts'
import type { RecordsTable } from './records-table.ts'
import type { Stamped } from './stamps.ts'

/** The checks of rows that are given to an upsert, where the engine makes them only for those that it inserts. Throws `check`, as it would. */
export const requireChecks = (
  { schema, dialect, executor }: RecordsTable,
  rows: readonly (readonly Stamped[])[],
  { action }: Call,
): void => {
  if (dialect.tables.checksUpserts || schema.checks.length === 0) return
  for (const row of rows) {
    const broken = brokenCheck(schema, row as readonly ColumnValue[], action)
    if (broken !== undefined) throw executor.fail(broken)
  }
}
