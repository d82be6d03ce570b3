import type { SchemaModel } from '../../contracts/schema-model.ts'
import type { TableSchema } from '../../contracts/table.ts'
import type { Unit } from '../units/unit.ts'
import { changeUnits } from '../verbs/alter-units.ts'
import { asNew } from '../verbs/new-column.ts'
import type { StepContext } from '../verbs/step-units.ts'

/** The columns of a definition that its table lacks, as far as rows that are there can have them: nullable, or with a default. */
export const missingColumns = (
  schema: TableSchema,
  { tables }: SchemaModel,
  context: Pick<StepContext, 'dialect' | 'readSchema'>,
): readonly Unit[] => {
  const { dialect } = context
  const there = tables.find(({ name }) => name === schema.name)
  if (there === undefined) return []
  const known = new Set(there.columns.map(({ name }) => name))
  const changes = schema.columns
    .filter(({ name }) => !known.has(name))
    .map((column) => asNew(schema.name, column, dialect))
    .filter((column) => column.isNullable || column.default !== undefined)
    .map((column) => ({ kind: 'add-column' as const, column }))
  return changes.length === 0 ? [] : changeUnits(schema.name, changes, context)
}
