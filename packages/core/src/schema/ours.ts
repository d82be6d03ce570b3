import type { SchemaModel } from '../contracts/schema-model.ts'

/** The stores' tables, and those that say which migrations were applied. */
const isOurs = (name: string): boolean => /^(?:holdfast_|schema_migration)/.test(name)

/** The model of what users made. */
export const withoutOurs = (model: SchemaModel): SchemaModel => {
  const theirs = <T extends { readonly name: string }>(list: readonly T[]): readonly T[] =>
    list.filter(({ name }) => !isOurs(name))
  return {
    tables: theirs(model.tables),
    views: theirs(model.views),
    triggers: theirs(model.triggers).filter(({ table }) => !isOurs(table)),
    sequences: theirs(model.sequences),
    types: theirs(model.types),
    functions: model.functions.filter((name) => !isOurs(name)),
  }
}
