import type { Capabilities } from '../../contracts/capabilities.ts'
import type { SchemaModel } from '../../contracts/schema-model.ts'
import type { AnyTable, TableSchema } from '../../contracts/table.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { Connection } from '../../database/driver.ts'
import type { Statement } from '../../database/statement.ts'
import { requireTable } from '../../door/table.ts'
import type { ReadSchema } from '../../schema/read-schema.ts'
import type { OwnStep } from '../own/own-step.ts'
import { ownUnit } from '../own/own-units.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import type { Unit } from '../units/unit.ts'
import type { ReferenceChange } from '../reference-change.ts'
import type { Work } from '../workshop.ts'
import { addColumnUnits } from './add-column.ts'
import { alterUnits, changeUnits } from './alter-units.ts'
import { backfillUnit } from './backfill.ts'
import { changeColumnTypeUnits } from './change-column-type.ts'
import { checkNewName } from './check-new-name.ts'
import { constraintUnits } from './constraint-units.ts'
import { createTableUnit } from './create-table.ts'
import { following } from './following.ts'
import { sqlStepUnits } from './sql-step.ts'

/** What a step may look at to become units. */
export interface StepContext {
  readonly dialect: Dialect
  readonly capabilities: Capabilities
  readonly backend: string
  /** The statements that make a defined table, with all that the library keeps about it. */
  tableStatements(schema: TableSchema): readonly Statement[]
  /** What these definitions are in this engine. */
  defineSchema(tables: readonly AnyTable[]): Promise<SchemaModel>
  /** Adds to both models the references that the library keeps, where the engine has none. */
  withKeptKeys(
    connection: Connection,
    found: SchemaModel,
    wanted: SchemaModel,
    tables: readonly AnyTable[],
  ): Promise<{ readonly found: SchemaModel; readonly wanted: SchemaModel }>
  /** Keeps the references that the library keeps in step with a change. */
  followChange(work: Work, change: ReferenceChange): Promise<void>
  /** What is there at this moment of a transaction. */
  readSchema(work: Work, options?: ReadSchema): Promise<SchemaModel>
}

/** The units of one step. */
export const stepUnits = (
  step: OwnStep,
  migration: Pick<LoadedMigration, 'isOneTransaction' | 'version' | 'accept'>,
  context: StepContext,
): readonly Unit[] => {
  const { alter } = context.dialect
  const { version } = migration
  checkNewName(step)
  switch (step.kind) {
    case 'sql':
      return sqlStepUnits(step, migration, context)
    case 'run':
      return [
        { form: 'together', title: step.title, statements: [], maySet: true, run: ({ tx }) => step.body(tx) },
      ]
    case 'create-table':
      return [createTableUnit(requireTable(step.table, 'create a table'), context)]
    case 'drop-table':
      return following(
        alterUnits(alter.dropTable(step.table), context, { loses: { table: step.table, version } }),
        [step],
        context,
      )
    case 'rename-table':
      return following(
        changeUnits(step.table, [{ kind: 'rename-table', to: step.to }], context),
        [step],
        context,
      )
    case 'add-column':
      return addColumnUnits(step, context)
    case 'drop-column':
      return following(
        changeUnits(step.table, [{ kind: 'drop-column', column: step.column }], context, {
          loses: { table: step.table, version },
        }),
        [step],
        context,
      )
    case 'rename-column':
      return following(
        changeUnits(step.table, [{ kind: 'rename-column', column: step.column, to: step.to }], context),
        [step],
        context,
      )
    case 'change-column-type':
      return following(
        changeColumnTypeUnits(step, version, context),
        [{ ...step, kind: 'retype-column' }],
        context,
      )
    case 'create-index': {
      const { kind: _, unique = false, ...index } = step
      return alterUnits(alter.createIndex({ ...index, unique }), context)
    }
    case 'drop-index':
      return alterUnits(alter.dropIndex(step.table, step.name), context)
    case 'backfill':
      return [backfillUnit(step, context)]
    case 'own-table':
    case 'own-columns':
    case 'own-vacuum':
      return [ownUnit(step, context.dialect)]
    default:
      return constraintUnits(step, context)
  }
}
