import {
  changedTable,
  createText,
  HoldfastError,
  indexText,
  type SchemaModel,
  type TableChange,
  type TableModel,
} from '@holdfast/core'
import { quote } from './quote.ts'
import { lexicon } from '../migration/lexicon.ts'

const temporary = (name: string): string => `holdfast_stash_${name}`

/**
 * Makes a table anew: its rows aside, the old one away, the new one under its name, the rows back. Nothing is renamed, because a table that has a reference
 * would be broken by that for good, and one that has an index cannot be.
 */
export const rebuild = (
  schema: SchemaModel,
  old: TableModel,
  changes: readonly TableChange[],
): readonly string[] => {
  const { name } = old
  const aside = temporary(name)
  if (schema.tables.some((one) => one.name === aside)) {
    throw new HoldfastError(
      'migration',
      `Cannot rebuild "${name}": there is a table "${aside}" already, which may be the only copy of its rows; look at it, and drop or rename it`,
    )
  }
  const { model, sources } = changedTable(old, changes, lexicon)
  const filled = [...sources].filter(([, source]) => source !== undefined)
  const values = filled.map(([, source]) =>
    'column' in source! ? quote(source.column) : `(${source!.expression})`,
  )
  const indexes = model.indexes.map((index) => indexText(index, model.name))
  return [
    `create table ${quote(aside)} as select * from ${quote(name)}`,
    `drop table ${quote(name)}`,
    createText(model),
    `insert into ${quote(model.name)} (${filled.map(([column]) => quote(column)).join(', ')}) select ${values.join(', ')} from ${quote(aside)}`,
    ...indexes,
    `drop table ${quote(aside)}`,
  ]
}
