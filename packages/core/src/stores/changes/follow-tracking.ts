import type { Dialect } from '../../database/dialect.ts'
import { statement, type Result, type Statement } from '../../database/statement.ts'
import { changeRows } from '../../door/change-rows.ts'
import { trackedColumn, type TrackedColumn, type Tracking } from '../../door/tracking.ts'
import type { ReferenceChange } from '../../migration/reference-change.ts'
import { columnSchemas } from '../../tables/column-schemas.ts'
import { trackedTables, trackTexts, triggersOn } from './tracked-tables.ts'

/**
 * Keeps what is recorded of a table in step with a change of it, in the transaction of the change: no trigger names a column that is not there. A table takes its history along to its
 * new name; what is recorded of a column stays under the name that it had. A new column is recorded when the definition says so, from `createTables` on.
 */
export const followTracking = async (
  execute: (one: Statement) => Promise<Result>,
  dialect: Dialect,
  change: ReferenceChange,
): Promise<void> => {
  if (change.kind === 'add-reference' || change.kind === 'drop-reference') return
  const ask = { execute }
  const tracking = (await trackedTables(ask, dialect)).get(change.table)
  if (tracking === undefined) return
  const next = changed(tracking, change)
  const run = async (statements: readonly Statement[]): Promise<void> => {
    for (const one of statements) await execute(one)
  }
  if (change.kind === 'drop-table') return run(trackTexts(dialect, change.table, undefined))
  if (change.kind === 'rename-table') {
    const renaming = [renamed(dialect, change.table, change.to)]
    await run([
      ...trackTexts(dialect, change.table, undefined),
      ...(dialect.tables.tracking?.rewriting(renaming) ?? renaming),
    ])
    return run(trackTexts(dialect, change.to, next, await triggersOn(ask, dialect, change.to)))
  }
  await run(trackTexts(dialect, change.table, next, await triggersOn(ask, dialect, change.table)))
}

const renamed = (dialect: Dialect, from: string, to: string): Statement => {
  const entity = dialect.quote('entity')
  const [old, now] = [dialect.placeholder(2), dialect.placeholder(1)]
  return statement(
    `update ${dialect.table(changeRows.name)} set ${entity} = ${now} where ${entity} = ${old}`,
    [to, from],
  )
}

const changed = (
  tracking: Tracking,
  change: Exclude<ReferenceChange, { kind: 'add-reference' | 'drop-reference' }>,
): Tracking => {
  switch (change.kind) {
    case 'drop-table':
      return tracking
    case 'rename-table':
      return { ...tracking, table: change.to }
    case 'drop-column': {
      const { deletedAt, ...rest } = tracking
      return {
        ...rest,
        columns: tracking.columns.filter(({ name }) => name !== change.column),
        ...(deletedAt === undefined || deletedAt === change.column ? {} : { deletedAt }),
      }
    }
    case 'rename-column': {
      const name = (one: string): string => (one === change.column ? change.to : one)
      const list = (columns: readonly TrackedColumn[]): readonly TrackedColumn[] =>
        columns.map((column) => ({ ...column, name: name(column.name) }))
      const { tenant, deletedAt } = tracking
      return {
        table: tracking.table,
        ...(tenant === undefined ? {} : { tenant: name(tenant) }),
        key: list(tracking.key),
        columns: list(tracking.columns),
        ...(deletedAt === undefined ? {} : { deletedAt: name(deletedAt) }),
      }
    }
    case 'retype-column': {
      const [schema] = columnSchemas({ [change.column]: change.type.named(change.column) }, 'change a column')
      const list = (columns: readonly TrackedColumn[]): readonly TrackedColumn[] =>
        columns.map((column) =>
          column.name === change.column
            ? {
                ...trackedColumn(schema!),
                ...(column.redacted === undefined ? {} : { redacted: true as const }),
              }
            : column,
        )
      return { ...tracking, key: list(tracking.key), columns: list(tracking.columns) }
    }
  }
}
