import type { CreateTableStep, RunStep, SqlStep } from '../../contracts/migration-step.ts'
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

/** Makes a defined table, with its indexes and references. */
export const createTable = (table: AnyTable): CreateTableStep => {
  requireTable(table, 'make a step')
  return { kind: 'create-table', table }
}
