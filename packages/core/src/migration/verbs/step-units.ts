import type { Capabilities } from '../../contracts/capabilities.ts'
import type { MigrationStep } from '../../contracts/migration-step.ts'
import type { SchemaModel } from '../../contracts/schema-model.ts'
import type { AnyTable, TableSchema } from '../../contracts/table.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { Statement } from '../../database/statement.ts'
import { requireTable } from '../../door/table.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { textFor } from '../source/text-for.ts'
import { readScript } from '../text/read-script.ts'
import { sqlUnits } from '../units/sql-units.ts'
import type { Unit } from '../units/unit.ts'
import type { Work } from '../workshop.ts'
import { addColumnUnits } from './add-column.ts'
import { alterUnits } from './alter-units.ts'
import { backfillUnit } from './backfill.ts'
import { changeColumnTypeUnits } from './change-column-type.ts'
import { createTableUnit } from './create-table.ts'

/** What a step may look at to become units. */
export interface StepContext {
  readonly dialect: Dialect
  readonly capabilities: Capabilities
  readonly backend: string
  /** The statements that make a defined table, with all that the library keeps about it. */
  tableStatements(schema: TableSchema): readonly Statement[]
  /** What these definitions are in this engine. */
  defineSchema(tables: readonly AnyTable[]): Promise<SchemaModel>
  /** What is there at this moment of a transaction. */
  readSchema(work: Work): Promise<SchemaModel>
}

/** The units of one step. */
export const stepUnits = (
  step: MigrationStep,
  { isOneTransaction, version }: Pick<LoadedMigration, 'isOneTransaction' | 'version'>,
  context: StepContext,
): readonly Unit[] => {
  const { alter } = context.dialect
  switch (step.kind) {
    case 'sql': {
      const where = `the migration ${version}`
      const text = textFor(step.text, context.backend, where)
      return sqlUnits(readScript(text, context.dialect.lexicon, where).statements, isOneTransaction)
    }
    case 'run':
      return [{ form: 'together', title: step.title, statements: [], run: ({ tx }) => step.body(tx) }]
    case 'create-table':
      return [createTableUnit(requireTable(step.table, 'create a table'), context)]
    case 'drop-table':
      return alterUnits(alter.dropTable(step.table), context, { table: step.table, version })
    case 'rename-table':
      return alterUnits(alter.change(step.table, [{ kind: 'rename-table', to: step.to }]), context)
    case 'add-column':
      return addColumnUnits(step, context)
    case 'drop-column':
      return alterUnits(alter.change(step.table, [{ kind: 'drop-column', column: step.column }]), context, {
        table: step.table,
        version,
      })
    case 'rename-column':
      return alterUnits(
        alter.change(step.table, [{ kind: 'rename-column', column: step.column, to: step.to }]),
        context,
      )
    case 'change-column-type':
      return changeColumnTypeUnits(step, context)
    case 'set-nullable': {
      const { kind, table, column, isNullable } = step
      return alterUnits(alter.change(table, [{ kind, column, isNullable }]), context)
    }
    case 'create-index': {
      const { kind: _, unique = false, ...index } = step
      return alterUnits(alter.createIndex({ ...index, unique }), context)
    }
    case 'drop-index':
      return alterUnits(alter.dropIndex(step.table, step.name), context)
    case 'backfill':
      return [backfillUnit(step, context)]
  }
}
