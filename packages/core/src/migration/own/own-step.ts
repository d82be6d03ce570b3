import type { MigrationStep } from '../../contracts/migration-step.ts'
import type { TableDefinition } from '../../database/dialect.ts'

/** Makes one of our own tables as the dialect spells them, with the indexes that are not there yet. */
export interface OwnTableStep {
  readonly kind: 'own-table'
  readonly table: TableDefinition
}

/** Adds columns to one of our own tables. Rows that are there have no value in them, so they are nullable. */
export interface OwnColumnsStep {
  readonly kind: 'own-columns'
  readonly table: string
  readonly columns: readonly Pick<TableDefinition['columns'][number], 'name' | 'type'>[]
}

/** For one of our tables whose rows change a few times and then stay: has the engine clean up behind them early. */
export interface OwnVacuumStep {
  readonly kind: 'own-vacuum'
  readonly table: string
}

export type OwnStep = OwnTableStep | OwnColumnsStep | OwnVacuumStep | MigrationStep

/** A step for what `TableDefinition` says. Given again with another index, it adds that one. */
export const ownTable = (table: TableDefinition): OwnTableStep => ({ kind: 'own-table', table })

export const ownColumns = (table: string, ...columns: OwnColumnsStep['columns']): OwnColumnsStep => ({
  kind: 'own-columns',
  table,
  columns,
})

export const ownVacuum = (table: string): OwnVacuumStep => ({ kind: 'own-vacuum', table })
