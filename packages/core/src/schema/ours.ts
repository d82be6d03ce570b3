import type { SchemaModel } from '../contracts/schema-model.ts'
import { isTrackingName } from '../door/tracking-name.ts'

/** The stores' tables, and those that say which migrations were applied. */
const own = /^(?:holdfast_|schema_migration)/

/** The model of what users made. */
export const withoutOurs = (model: SchemaModel, except: readonly string[]): SchemaModel => {
  const isOurs = (name: string): boolean => own.test(name) || except.includes(name)
  const theirs = <T extends { readonly name: string }>(list: readonly T[]): readonly T[] =>
    list.filter(({ name }) => !isOurs(name))
  return {
    tables: theirs(model.tables),
    views: theirs(model.views),
    triggers: theirs(model.triggers).filter(({ table }) => !isOurs(table)),
    sequences: theirs(model.sequences),
    types: theirs(model.types),
    functions: model.functions.filter((name) => !isOurs(name) && !isTrackingName(name)),
  }
}
