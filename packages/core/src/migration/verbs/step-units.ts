import type { Capabilities } from '../../contracts/capabilities.ts'
import type { MigrationStep } from '../../contracts/migration-step.ts'
import type { TableSchema } from '../../contracts/table.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { Statement } from '../../database/statement.ts'
import { requireTable } from '../../door/table.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { textFor } from '../source/text-for.ts'
import { readScript } from '../text/read-script.ts'
import { sqlUnits } from '../units/sql-units.ts'
import type { Unit } from '../units/unit.ts'

/** What a step may look at to become units. */
export interface StepContext {
  readonly dialect: Dialect
  readonly capabilities: Capabilities
  readonly backend: string
  /** The statements that make a defined table, with all that the library keeps about it. */
  tableStatements(schema: TableSchema): readonly Statement[]
}

/** The units of one step. */
export const stepUnits = async (
  step: MigrationStep,
  { isOneTransaction, version }: LoadedMigration,
  context: StepContext,
): Promise<readonly Unit[]> => {
  switch (step.kind) {
    case 'sql': {
      const text = textFor(step.text, context.backend, `the migration ${version}`)
      return sqlUnits(
        readScript(text, context.dialect.lexicon, `the migration ${version}`).statements,
        isOneTransaction,
      )
    }
    case 'run':
      return [{ form: 'together', title: step.title, statements: [], run: ({ tx }) => step.body(tx) }]
    case 'create-table':
      return [createTableUnit(requireTable(step.table, 'create a table'), context)]
  }
}

const createTableUnit = (schema: TableSchema, context: StepContext): Unit => {
  const statements = context.tableStatements(schema)
  return {
    form: 'together',
    title: `create the table "${schema.name}"`,
    statements: statements.map(({ text }) => text),
    run: async ({ execute }) => {
      for (const one of statements) await execute(one)
    },
  }
}
