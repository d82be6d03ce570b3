import type { Column } from '../../contracts/column.ts'
import type {
  AddCheckStep,
  AddColumnStep,
  AddDefinedReferenceStep,
  AddReferenceStep,
  AddUniqueStep,
  BackfillStep,
  ChangeColumnTypeStep,
  CreateIndexStep,
  CreateTableStep,
  DropCheckStep,
  DropColumnStep,
  DropIndexStep,
  DropReferenceStep,
  DropTableStep,
  DropUniqueStep,
  ReferenceTarget,
  RenameColumnStep,
  RenameTableStep,
  RunStep,
  SetDefaultStep,
  SetNullableStep,
  SqlStep,
  WhichCheck,
} from '../../contracts/migration-step.ts'
import type { Transaction } from '../../contracts/session.ts'
import type { AnyTable } from '../../contracts/table.ts'
import { requireTable } from '../../door/table.ts'

/** A step of plain SQL: for every backend, or by backend's name with `default` for the rest. */
export const sqlStep = (text: string | Readonly<Record<string, string>>): SqlStep => ({ kind: 'sql', text })

/** A step of code, in the transaction of its migration. `title` says what it does, as `split the names`. */
export const run = (title: string, body: (tx: Transaction) => Promise<void>): RunStep => {
  if (typeof title === 'string' && typeof body === 'function') return { kind: 'run', title, body }
  throw new TypeError(
    'Cannot make a step: run() takes a title and a function, as run("split the names", async (tx) => …)',
  )
}

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

/**
 * Forbids nulls. Rows that have one are told by their keys and nothing is changed, see `BrokenPromise`; with `fill`, an SQL expression, they get that first,
 * as `setNotNull('users', 'country', { fill: "'CH'" })`.
 */
export const setNotNull = (
  table: string,
  column: string,
  options: Pick<SetNullableStep, 'fill' | 'batch'> = {},
): SetNullableStep => ({ kind: 'set-nullable', table, column, isNullable: false, ...options })

export const dropNotNull = (table: string, column: string): SetNullableStep => ({
  kind: 'set-nullable',
  table,
  column,
  isNullable: true,
})

/**
 * What new rows get where nothing is said: an SQL expression, or the default of a column, which each engine spells in its own way:
 * `setDefault('users', 'level', integer().default(7))`. Rows that are there stay as they are.
 */
export const setDefault = (table: string, column: string, to: string | Column): SetDefaultStep => ({
  kind: 'set-default',
  table,
  column,
  to,
})

export const dropDefault = (table: string, column: string): SetDefaultStep => ({
  kind: 'set-default',
  table,
  column,
})

/**
 * Adds a check, as `addCheck('users', 'users_age_check', 'age > 0')`. Rows that do not pass are told by their keys and nothing is changed, see
 * `BrokenPromise`. Where several can write, new rows are held to it first, and those that are there are read beside writers.
 */
export const addCheck = (table: string, name: string, expression: string): AddCheckStep => ({
  kind: 'add-check',
  table,
  name,
  expression,
})

/** Drops a check by its name; `dropCheck('users', { name: 'users_age_check', expression: 'age > 0' })` is right where the engine keeps no names too. */
export const dropCheck = (table: string, check: string | WhichCheck): DropCheckStep => ({
  kind: 'drop-check',
  table,
  check: typeof check === 'string' ? { name: check } : check,
})

/**
 * Lets no two rows have the same values there. Rows that share theirs are told by their keys and nothing is changed, see `BrokenPromise`. Where
 * several can write, its index is built beside them; where no constraint can be added, it is a unique index, which does the same.
 */
export const addUnique = (
  table: string,
  columns: readonly string[],
  options: Pick<AddUniqueStep, 'name'> = {},
): AddUniqueStep => ({ kind: 'add-unique', table, columns, ...options })

/** Drops a unique constraint, or the unique index that does the same: by its columns, or by its name. */
export const dropUnique = (table: string, unique: readonly string[] | string): DropUniqueStep => ({
  kind: 'drop-unique',
  table,
  unique: typeof unique === 'string' ? { name: unique } : { columns: unique },
})

/**
 * Lets rows refer to rows of another table, as `addReference('pets', ['owner'], { table: 'people', columns: ['id'], onDelete: 'cascade' })`, or as a definition
 * says: `addReference(pets, 'owner')`. Only the second way is right on an engine that acts on no reference. Rows that lead nowhere are told by their keys
 * and nothing is changed, see `BrokenPromise`.
 */
export function addReference(table: string, columns: readonly string[], to: ReferenceTarget): AddReferenceStep
export function addReference(table: AnyTable, property: string): AddDefinedReferenceStep
export function addReference(
  table: string | AnyTable,
  columns: readonly string[] | string,
  to?: ReferenceTarget,
): AddReferenceStep | AddDefinedReferenceStep {
  if (typeof table === 'string' && typeof columns !== 'string' && to !== undefined)
    return { kind: 'add-reference', table, columns, to }
  if (typeof table === 'string' || typeof columns !== 'string')
    throw new TypeError(
      'Cannot make a step: give the names of a table and its columns with what they refer to, or a definition with its property',
    )
  requireTable(table, 'make a step')
  return { kind: 'add-defined-reference', table, property: columns }
}

/** Drops a reference: by its columns, or by its name. */
export const dropReference = (table: string, reference: readonly string[] | string): DropReferenceStep => ({
  kind: 'drop-reference',
  table,
  reference: typeof reference === 'string' ? { name: reference } : { columns: reference },
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
