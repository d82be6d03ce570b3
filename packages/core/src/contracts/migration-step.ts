import type { Transaction } from './session.ts'
import type { AnyTable } from './table.ts'

/** Plain SQL: one or several statements, for all backends or by backend's name with `default`. */
export interface SqlStep {
  readonly kind: 'sql'
  readonly text: string | Readonly<Record<string, string>>
}

/** Code, in the transaction of its migration. It may run again after a failure, so it must not have effects outside. */
export interface RunStep {
  readonly kind: 'run'
  readonly title: string
  readonly body: (tx: Transaction) => Promise<void>
}

export interface CreateTableStep {
  readonly kind: 'create-table'
  readonly table: AnyTable
}

/** A step of a migration, as data. Made by `createTable()`, `addColumn()`, … */
export type MigrationStep = SqlStep | RunStep | CreateTableStep
