import type { TableSchema } from '../../contracts/table.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import type { Change } from '../../door/patch.ts'
import type { Engine } from '../engine.ts'
import { applyChanges } from './apply-changes.ts'
import type { RecordTable } from './record-table.ts'
import { keepParents, requireParents } from './references.ts'
import type { RowValues } from './row-values.ts'
import type { RowChange, Statement } from './statement.ts'
import { keptColumn } from './visible.ts'

/** Changes rows, stamps them, and gives them back as they are now. */
export function updateRows(
  engine: Engine,
  statement: Statement,
  schema: TableSchema,
  table: RecordTable,
  rows: readonly (readonly [RowValues, readonly Change[]])[],
): readonly RowValues[] {
  const changed = rows.map(([before, changes]) => ({
    before,
    after: {
      ...applyChanges(schema, before, changes, statement.action),
      ...stamps(engine, schema, statement),
    },
    names: changes.map(({ column }) => column.property),
  }))
  replaceRows(statement, table, changed)
  for (const { after, names } of changed) requireParents(statement, table, [after], names)
  return changed.map(({ after }) => after)
}

/** Puts rows in the place of others with the same key. */
export function replaceRows(
  statement: Statement,
  table: RecordTable,
  changes: readonly Required<RowChange>[],
): void {
  statement.change(table.schema.name, changes)
  keepParents(statement, table, changes)
}

/** What each update changes beside what was asked for. */
const stamps = (engine: Engine, schema: TableSchema, { now }: Statement): Record<string, ColumnValue> => {
  const updated = keptColumn(schema, schema.updated)
  return {
    ...(updated === undefined ? {} : { [updated.name]: new Date(now) }),
    ...newVersion(engine, schema),
  }
}

export const newVersion = (engine: Engine, schema: TableSchema): Record<string, ColumnValue> => {
  const version = keptColumn(schema, schema.version)
  return version === undefined ? {} : { [version.name]: engine.nextVersion() }
}
