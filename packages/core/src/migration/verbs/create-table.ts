import type { TableSchema } from '../../contracts/table.ts'
import type { Unit } from '../units/unit.ts'
import type { StepContext } from './step-units.ts'

export const createTableUnit = (schema: TableSchema, context: Pick<StepContext, 'tableStatements'>): Unit => {
  const statements = context.tableStatements(schema)
  return {
    form: 'together',
    title: `create the table "${schema.name}"`,
    statements: statements.map(({ text }) => text),
    onlyAdds: true,
    run: async ({ execute }) => {
      for (const one of statements) await execute(one)
    },
  }
}
