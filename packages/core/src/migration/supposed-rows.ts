import type { LintData } from '../contracts/hazard.ts'
import type { SchemaModel, TableModel } from '../contracts/schema-model.ts'

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/**
 * A database of this schema as the rules ask it, whose tables all have rows that a change would hurt: what is generated here is applied elsewhere too, where
 * nobody knows of the rows yet.
 */
export const supposedRows = (schema: SchemaModel): LintData => {
  const table = ({ name }: { readonly name: string }): TableModel | undefined =>
    schema.tables.find((one) => one.name === name) ?? schema.tables.find((one) => isSame(one.name, name))
  const some = (): Promise<number> => Promise.resolve(1)
  return {
    version: '',
    schema,
    table,
    referencing: (name) =>
      schema.tables.flatMap((one) =>
        one.foreignKeys
          .filter((key) => isSame(key.table, name.name))
          .map((foreignKey) => ({ table: one, foreignKey })),
      ),
    rows: some,
    filled: some,
    nulls: some,
    duplicates: some,
    failing: some,
    orphans: some,
    changed: some,
  }
}
