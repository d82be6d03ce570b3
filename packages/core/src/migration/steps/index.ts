import type { Column } from '../../contracts/column.ts'
import type {
  AddColumnStep,
  BackfillStep,
  ChangeColumnTypeStep,
  CreateIndexStep,
  CreateTableStep,
  DropColumnStep,
  DropIndexStep,
  DropTableStep,
  RenameColumnStep,
  RenameTableStep,
  RunStep,
  SetNullableStep,
  SqlStep,
} from '../../contracts/migration-step.ts'
import type { Transaction } from '../../contracts/session.ts'
import type { AnyTable } from '../../contracts/table.ts'
import { requireTable } from '../../door/table.ts'

/** A step of plain SQL: for every backend, or by backend's name with `default` for the rest. */
export const sqlStep = (text: string | Readonly<Record<string, string>>): SqlStep => ({ kind: 'sql', text })

/** A step of code, in the transaction of its migration. `title` says what it does, as `split the names`. */
export const run = (title: string, body: (tx: Transaction) => Promise<void>): RunStep => ({
  kind: 'run',
  title,
  body,
})

/**
 * Makes a defined table, with its indexes and references. Write the definition out in the migration: one that is shared with the application changes
 * with it, and then the migration counts as edited.
 */
export const createTable = (table: AnyTable): CreateTableStep => {
  requireTable(table, 'make a step')
  return { kind: 'create-table', table }
}

/** Drops a table. Its rows are kept in a copy that is compared with it first. */
export const dropTable = (table: string): DropTableStep => ({ kind: 'drop-table', table })

export const renameTable = (table: string, to: string): RenameTableStep => ({
  kind: 'rename-table',
  table,
  to,
})

/** Adds a column, as `addColumn('users', 'country', text(), { backfill: "'CH'" })`. */
export const addColumn = (
  table: string,
  column: string,
  type: Column,
  options: Pick<AddColumnStep, 'backfill' | 'batch'> = {},
): AddColumnStep => ({ kind: 'add-column', table, column, type, ...options })

/** Drops a column. Its values are kept in a copy that is compared first. */
export const dropColumn = (table: string, column: string): DropColumnStep => ({
  kind: 'drop-column',
  table,
  column,
})

export const renameColumn = (table: string, column: string, to: string): RenameColumnStep => ({
  kind: 'rename-column',
  table,
  column,
  to,
})

/** Changes the type of a column, after every value was tried: see `Loss`. */
export const changeColumnType = (
  table: string,
  column: string,
  type: Column,
  options: Pick<ChangeColumnTypeStep, 'using' | 'loss'> = {},
): ChangeColumnTypeStep => ({ kind: 'change-column-type', table, column, type, ...options })

export const setNotNull = (table: string, column: string): SetNullableStep => ({
  kind: 'set-nullable',
  table,
  column,
  isNullable: false,
})

export const dropNotNull = (table: string, column: string): SetNullableStep => ({
  kind: 'set-nullable',
  table,
  column,
  isNullable: true,
})

/** Makes an index without stopping writers, where the engine can. */
export const createIndex = (
  table: string,
  name: string,
  columns: readonly string[],
  options: Pick<CreateIndexStep, 'unique' | 'where'> = {},
): CreateIndexStep => ({ kind: 'create-index', table, name, columns, ...options })

export const dropIndex = (table: string, name: string): DropIndexStep => ({ kind: 'drop-index', table, name })

/** Changes rows in batches, as `backfill('users', { set: { name: 'trim(name)' }, where: 'name <> trim(name)' })`. */
export const backfill = (table: string, options: Omit<BackfillStep, 'kind' | 'table'>): BackfillStep => ({
  kind: 'backfill',
  table,
  ...options,
})
